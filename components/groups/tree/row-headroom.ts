import { headroomPairsMax } from "@/gateway/contracts/sizes";
import { exactNumber, usedPercent } from "@/lib/format/format";
import { limitName } from "@/lib/limits/limit-text";
import {
  isOwn,
  placeBelow,
  type TreeHeadroom,
  type TreePair,
  worstOfSubtrees,
} from "./tree-headroom";

/** What a row of the tree says of its headroom. `text` stands in it, `reason` is said on hover. */
export type RowHeadroom =
  /** Being read for the first time. */
  | { state: "reading" }
  | { state: "unknown"; reason: string }
  /** Nobody called that a limit could have stopped later. */
  | { state: "idle"; reason: string }
  | { state: "unlimited"; reason: string }
  | { state: "blocked"; reason: string }
  | { state: "used"; percent: number; reason: string; below: GroupBelow | null };

/** A group further down whose headroom a row shows. */
export interface GroupBelow {
  id: string;
  name: string;
}

const noCalls = "No calls today";

/** Of each group by id. null = not read yet; `isFailed`: what was read is not true any more. */
export function rowHeadrooms(
  headroom: TreeHeadroom | null,
  isFailed: boolean,
): (groupId: string) => RowHeadroom {
  if (isFailed) {
    const reason = "Headroom can't be read right now";
    return () => ({ state: "unknown", reason });
  }
  if (!headroom) return () => ({ state: "reading" });
  const worst = worstOfSubtrees(headroom.pairs);
  const silence: RowHeadroom = headroom.truncated
    ? {
        state: "unknown",
        reason: `Not among the ${headroomPairsMax} that called most today`,
      }
    : { state: "idle", reason: noCalls };
  return (groupId) => {
    const pair = worst.get(groupId);
    return pair ? toRow(pair, groupId, headroom.names) : silence;
  };
}

function toRow(pair: TreePair, groupId: string, names: TreeHeadroom["names"]): RowHeadroom {
  const { slug, isLimited, limit } = pair;
  if (!limit) {
    return isLimited
      ? { state: "unknown", reason: "The gateway can't read its counters right now" }
      : { state: "unlimited", reason: "No limit counts for what was called today" };
  }
  const name = limitName(limit.type, limit.unit).toLowerCase();
  const isHere = isOwn(pair, groupId);
  const placeId = placeBelow(pair, groupId);
  const below = isHere ? null : { id: placeId, name: names[placeId] ?? placeId };
  if (limit.threshold === 0) {
    const reason = `${name} of ${slug} are blocked${below ? `, in ${below.name}` : ""}`;
    return isHere ? { state: "blocked", reason } : { state: "idle", reason };
  }
  const share = `${exactNumber(limit.used)} of ${exactNumber(limit.threshold)}`;
  return {
    state: "used",
    percent: usedPercent(limit.used, limit.threshold),
    reason: below
      ? `${below.name}, ${name}: ${share} used, ${slug}`
      : `${share} ${name} used, ${slug}`,
    below,
  };
}
