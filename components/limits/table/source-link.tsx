import Link from "next/link";
import { hiddenSource, type LimitSource } from "@/lib/limits/limit-source";
import { routes } from "@/lib/url-state/routes";

/** The group that a limit comes from: `here`, a link, or that it is hidden. */
export function SourceLink({ path, groupId }: { path: LimitSource[]; groupId: string }) {
  if (groupId === path.at(-1)?.id) return <span className="text-muted-foreground">here</span>;
  const name = path.find((group) => group.id === groupId)?.name;
  if (!name) return <span className="text-muted-foreground">{hiddenSource}</span>;
  return (
    <Link
      href={routes.group(groupId)}
      title={name}
      className="rounded-sm text-accent underline-offset-4 hover:underline max-sm:line-clamp-2"
    >
      {name}
    </Link>
  );
}
