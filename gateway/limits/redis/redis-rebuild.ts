import { dayMs } from "../../contracts/leaves/time";
import type { RebuildEntry } from "../counter-store";
import { cellsPerWindow } from "../memory/rolling-window";
import { bucketKeys, toBucket, treePrefix } from "./redis-keys";
import { layout } from "./redis-layout";
import { packDoubles, slotLengthsMs } from "./redis-plan";

interface Cell {
  newestMs: number;
  amount: number;
}

interface GroupCounts {
  tokens: number;
  requests: number;
  /** Window index → cell number → what counts in it. */
  windows: Map<number, Map<number, Cell>>;
}

/** What the ledger says: consumption, and by bucket what must not be counted once more. */
interface LedgerCounts {
  trees: TreeCounts[];
  ended: Map<number, string[]>;
}

interface TreeCounts {
  rootGroupId: string;
  slug: string;
  groups: Map<string, GroupCounts>;
}

/** Keys of one bucket, as redis-scripts.ts' writeScript takes them. */
export interface WriteBatch {
  bucket: number;
  values: (string | Buffer)[];
}

const ringSlots = 64;
/** As the scripts have it, so that no ring goes while its cells count. */
const ringTtlMs = String(layout.ringTtlMs);
/** A settlement that waits for Redis is told of when it is back, within the hour. */
const endedTtlMs = "3600000";
/** Some ten kilobytes at a time: a script must not hold up Redis, nor outlast a command's time-out. */
const valuesAtOnce = 400;

/** Adds up what the ledger says, as of `nowMs` of the store. */
export async function countEntries(
  entries: AsyncIterable<RebuildEntry>,
  nowMs: number,
  isWanted: (bucket: number) => boolean,
): Promise<LedgerCounts> {
  const trees = new Map<string, TreeCounts>();
  const ended = new Map<number, string[]>();
  for await (const entry of entries) {
    const bucket = toBucket(entry.rootGroupId);
    if (!isWanted(bucket)) continue;
    if (entry.counts === "windows" && entry.reservationId !== undefined) {
      const ids = ended.get(bucket);
      if (ids) ids.push(entry.reservationId);
      else ended.set(bucket, [entry.reservationId]);
    }
    const name = `${entry.rootGroupId} ${entry.slug}`;
    let tree = trees.get(name);
    if (!tree) {
      tree = { rootGroupId: entry.rootGroupId, slug: entry.slug, groups: new Map() };
      trees.set(name, tree);
    }
    for (const groupId of entry.meteredGroupIds) {
      let group = tree.groups.get(groupId);
      if (!group) {
        group = { tokens: 0, requests: 0, windows: new Map() };
        tree.groups.set(groupId, group);
      }
      countEntry(group, entry, nowMs);
    }
  }
  return { trees: [...trees.values()], ended };
}

function countEntry(group: GroupCounts, entry: RebuildEntry, nowMs: number): void {
  if (entry.counts === "day") {
    if (Math.floor(entry.admittedAt / dayMs) !== Math.floor(nowMs / dayMs)) return;
    group.tokens += entry.tokens;
    group.requests += entry.requests;
    return;
  }
  for (const [window, spanMs] of slotLengthsMs.entries()) {
    const isToken = window % 2 === 0;
    // A settlement is dated by a gateway's clock, an admission by the store's: it can't come later.
    // How much of the tokens was excess is not known: all of it counts from the settlement.
    const at = isToken ? Math.max(entry.settledAt, entry.admittedAt) : entry.admittedAt;
    const newestMs = Math.min(nowMs, at);
    const amount = isToken ? entry.tokens : entry.requests;
    if (newestMs + spanMs <= nowMs || amount === 0) continue;
    let cells = group.windows.get(window);
    if (!cells) {
      cells = new Map();
      group.windows.set(window, cells);
    }
    const number = Math.floor((newestMs * cellsPerWindow) / spanMs);
    const cell = cells.get(number);
    if (!cell) cells.set(number, { newestMs, amount });
    else {
      cell.newestMs = Math.max(cell.newestMs, newestMs);
      cell.amount += amount;
    }
  }
}

/** What to write into `epoch`, as redis-script-head.ts lays it out. */
export function* writeBatches(
  namespace: string,
  epoch: string,
  { trees, ended }: LedgerCounts,
  nowMs: number,
): Generator<WriteBatch> {
  for (const [bucket, ids] of ended) {
    const key = `${bucketKeys(namespace, bucket, epoch).open}:ended`;
    for (let from = 0; from < ids.length; from += valuesAtOnce) {
      const fields = ids.slice(from, from + valuesAtOnce).flatMap((id) => [id, ""]);
      yield { bucket, values: [String(fields.length), key, endedTtlMs, ...fields] };
    }
  }
  const batches = new Map<number, WriteBatch>();
  for (const tree of trees) {
    const bucket = toBucket(tree.rootGroupId);
    const { prefix } = bucketKeys(namespace, bucket, epoch);
    for (const values of listKeys(tree, prefix, nowMs)) {
      let batch = batches.get(bucket);
      if (!batch) {
        batch = { bucket, values: [] };
        batches.set(bucket, batch);
      }
      batch.values.push(...values);
      if (batch.values.length < valuesAtOnce) continue;
      batches.delete(bucket);
      yield batch;
    }
  }
  yield* batches.values();
}

/** A key at a time: how many values, the key, its lifetime, the values. */
function* listKeys(
  { rootGroupId, slug, groups }: TreeCounts,
  prefix: string,
  nowMs: number,
): Generator<(string | Buffer)[]> {
  const day = Math.floor(nowMs / dayMs);
  const dayTtlMs = String((day + 2) * dayMs - nowMs + 7_200_000);
  const tree = treePrefix(prefix, rootGroupId, slug);
  let fields: (string | Buffer)[] = [];
  for (const [groupId, group] of groups) {
    const { header, cells, rings } = layOut(group, nowMs);
    for (const [window, ring] of rings) {
      yield ["1", `${tree}ring:${groupId}:${window}`, ringTtlMs, ring];
    }
    fields.push(groupId, header, `${groupId}:`, cells);
    if (fields.length < valuesAtOnce) continue;
    yield [String(fields.length), `${tree}${day}`, dayTtlMs, ...fields];
    fields = [];
  }
  if (fields.length > 0) yield [String(fields.length), `${tree}${day}`, dayTtlMs, ...fields];
}

/** Every cell is a closed one: nothing is counted in a current cell yet. */
function layOut(group: GroupCounts, nowMs: number) {
  const totals = slotLengthsMs.map(() => 0);
  const cells: number[] = [];
  const rings: [window: number, ring: Buffer][] = [];
  for (const [window, spanMs] of slotLengthsMs.entries()) {
    const sorted = [...(group.windows.get(window)?.values() ?? [])]
      .sort((a, b) => a.newestMs - b.newestMs)
      .slice(-ringSlots);
    const [oldest] = sorted;
    const newest = sorted.at(-1);
    if (!oldest || !newest) {
      cells.push(0, 0, 0, 0, 0);
      continue;
    }
    const total = sorted.reduce((sum, { amount }) => sum + amount, 0);
    totals[window] = total;
    cells.push(total, 0, sorted.length, oldest.newestMs + spanMs, newest.newestMs);
    rings.push([window, packDoubles(sorted.flatMap((cell) => [cell.newestMs, cell.amount]))]);
  }
  const header = packDoubles([group.tokens, group.requests, nowMs, 0, ...totals]);
  return { header, cells: packDoubles(cells), rings };
}
