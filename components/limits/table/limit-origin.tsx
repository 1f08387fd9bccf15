import { SourceLink } from "@/components/shared/source-link";
import type { LimitSource } from "@/lib/limits/limit-source";

/** Where a limit comes from: `here`, a link, or that it is hidden. */
export function LimitOrigin({ path, groupId }: { path: LimitSource[]; groupId: string }) {
  if (groupId === path.at(-1)?.id) return <span className="text-muted-foreground">here</span>;
  const name = path.find((group) => group.id === groupId)?.name || null;
  return <SourceLink id={groupId} name={name} className="max-sm:line-clamp-2" />;
}
