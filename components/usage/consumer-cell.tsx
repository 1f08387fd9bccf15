import Link from "next/link";
import { Badge } from "@/components/ui/badge";
import { cn } from "@/lib/format/class-names";
import { routes } from "@/lib/url-state/routes";
import { type UsageTarget, type UsageView, usageHref } from "@/lib/url-state/usage-view";
import { groupName, shortName } from "./consumer-name";
import type { RankedConsumer } from "./rank-consumers";

export interface ConsumerCellProps {
  consumer: RankedConsumer;
  view: UsageView;
  target: UsageTarget;
}

/** A consumer's name, which leads to its own usage. */
export function ConsumerCell({ consumer, view, target }: ConsumerCellProps) {
  const { key, group, slug, is_own_use: isOwnUse } = consumer;
  const href = usageHref(target, narrowed(view, consumer));
  const name = shortName(consumer);
  const isMono = slug !== null || (key !== null && !key.name);
  const gone = key?.is_revoked ? "revoked" : !key && group?.is_deleted ? "deleted" : null;
  return (
    <div className="min-w-0 py-1">
      <div className="flex min-w-0 items-center gap-2">
        {isOwnUse ? (
          <span className="truncate" title={name}>
            {name}
          </span>
        ) : (
          <Link
            href={href}
            title={name}
            className={cn(
              "truncate rounded-sm text-accent underline-offset-4 hover:underline",
              isMono && "font-mono text-[13px]",
            )}
          >
            {name}
          </Link>
        )}
        {isOwnUse ? <Badge>own calls</Badge> : null}
        {gone ? <Badge tone="danger">{gone}</Badge> : null}
      </div>
      {key ? (
        <p className="truncate text-muted-foreground text-xs">
          {key.name ? <span className="font-mono">{key.prefix}</span> : null}
          {key.name && group ? " · " : null}
          {group?.is_deleted ? (
            groupName(group)
          ) : group ? (
            <Link
              href={routes.group(group.id, "keys")}
              className="rounded-sm underline-offset-4 hover:underline"
            >
              {groupName(group)}
            </Link>
          ) : null}
        </p>
      ) : null}
    </div>
  );
}

/** The same view of this consumer alone. */
function narrowed(view: UsageView, { key, slug, group }: RankedConsumer): UsageView {
  if (key) return { ...view, split: "none", keyPrefix: key.prefix };
  if (slug !== null) return { ...view, split: "none", slug };
  return { ...view, groupId: group?.id ?? view.groupId };
}
