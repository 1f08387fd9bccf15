import type { DeclaringGroup } from "@/gateway/limits/resolve-limits";

/** A group that limits come from. `name` is null above what the member may see. */
export interface LimitSource extends DeclaringGroup {
  name: string | null;
}

export const hiddenSource = "a group above yours";

/** What a group on the path is called in running text: `here`, its name, or that it is hidden. */
export function sourceName(path: readonly LimitSource[], groupId: string): string {
  const self = path.at(-1);
  if (groupId === self?.id) return "here";
  return path.find((group) => group.id === groupId)?.name ?? hiddenSource;
}
