import type { UsageConsumer, UsageDimension } from "../../contracts/usage-history";
import { selectGroupNames } from "../../management/groups/group-store";
import { nameGroupEver } from "../../management/groups/name-groups";
import { selectKeysEver } from "../../management/keys/key-store";
import { nameKey } from "../../management/keys/name-key";
import type { Queryable } from "../../platform/db/database";
import { toPoint } from "./subtract-usage";
import type { Consumer, ConsumerBucket, ConsumerSums } from "./usage-history-store";

/** Consumers with their names and their buckets, in the order in which they come. */
export async function describeConsumers(
  tx: Queryable,
  workspaceId: string,
  by: UsageDimension,
  consumers: readonly ConsumerSums[],
  buckets: readonly ConsumerBucket[],
): Promise<UsageConsumer[]> {
  const groupIds = consumers.map(({ groupId }) => groupId);
  const groups = await selectGroupNames(tx, groupIds);
  const prefixes = consumers.map(({ apiKeyPrefix }) => apiKeyPrefix);
  const keys = await selectKeysEver(tx, workspaceId, prefixes);
  const bucketsOf = new Map<string, ConsumerBucket[]>(consumers.map((each) => [toId(each), []]));
  for (const bucket of buckets) bucketsOf.get(toId(bucket))?.push(bucket);
  return consumers.map((consumer) => {
    const { groupId, apiKeyPrefix, slug, isOwnUse, ...totals } = consumer;
    const id = toId(consumer);
    return {
      id,
      group: groupId === "" ? null : nameGroupEver(groupId, groups.get(groupId)),
      is_own_use: isOwnUse,
      key: by === "key" ? nameKey(apiKeyPrefix, keys) : null,
      slug: by === "slug" ? slug : null,
      totals,
      points: (bucketsOf.get(id) ?? []).map(
        ({ groupId: _g, apiKeyPrefix: _k, slug: _s, isOwnUse: _o, ...bucket }) => toPoint(bucket),
      ),
    };
  });
}

function toId({ groupId, apiKeyPrefix, slug, isOwnUse }: Consumer): string {
  const parts = [groupId, apiKeyPrefix, slug].filter((part) => part !== "");
  return `${parts.join(" ")}${isOwnUse ? " own" : ""}`;
}
