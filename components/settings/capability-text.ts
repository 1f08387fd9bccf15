import {
  type Capability,
  capabilityNames,
  formerCapabilityNames,
} from "@/gateway/contracts/workspace";

const texts: Record<Capability, string> = {
  group_children: "Opens the tree of groups level by level",
  group_search: "Searches groups by name, id and key prefix",
  group_ancestors: "Reads a group with everything above it",
  key_times: "Tells when a key was created and last used",
  endpoint_group_counts: "Counts the groups that may call an endpoint",
  dangling_slugs: "Finds slugs that groups name and nobody serves",
  endpoint_test: "Tests an endpoint's connection before it is saved",
  endpoint_base_path: "Reaches servers whose API does not begin at /v1",
  management_keys: "Lists, creates and revokes management keys",
  usage_history: "Keeps usage over time",
  limit_explanation: "Shows how far every limit is used right now",
  limit_consumers: "Tells who used a pool in the current window",
  headroom: "Shows in the tree who is near to a limit",
  limit_preview: "Tells before a change of limits whom it would have refused lately",
  request_lookup: "Finds a request by its id",
  refusals: "Lists and adds up what limits refused",
  webhooks: "Pushes billing events to a webhook",
  wider_audit: "Records changes of groups, keys and secrets",
  audit_filters: "Filters the audit log by person and time",
  live_updates: "Tells changes as they happen",
};

/** What an extension is good for; one that this dashboard does not know, by its name. */
export function capabilityText(name: string): string {
  const known = capabilityNames.find((candidate) => candidate === name);
  return known ? texts[known] : name.replaceAll("_", " ");
}

/** Each once: a server lists some under the name of its version before, too. */
export function listedCapabilities(names: readonly string[]): string[] {
  return names.filter((name) => !formerCapabilityNames.includes(name));
}
