import type { UsageConsumer } from "@/gateway/contracts/usage-history";

/** `Acme Corp`, `Acme Corp, own calls`, `sky_0123 (nightly)`, `acme/glm-5.2`. */
export function consumerName({
  slug,
  key,
  group,
  is_own_use: isOwnUse,
}: Pick<UsageConsumer, "slug" | "key" | "group" | "is_own_use">): string {
  if (slug !== null) return slug;
  if (key) return key.name ? `${key.prefix} (${key.name})` : key.prefix;
  return isOwnUse ? `${groupName(group)}, own calls` : groupName(group);
}

/** As a table shows it, with the key's prefix in a line of its own. */
export function shortName(consumer: Parameters<typeof consumerName>[0]): string {
  const { slug, key, group } = consumer;
  return slug ?? (key ? key.name || key.prefix : groupName(group));
}

export function groupName(group: UsageConsumer["group"]): string {
  return group ? group.name || group.external_entity_id || group.id : "Unknown group";
}
