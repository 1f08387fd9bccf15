import { ChevronRight, Layers2, RotateCw } from "lucide-react";
import type { ComponentProps } from "react";
import { Skeleton } from "@/components/ui/skeleton";
import { cn } from "@/lib/class-names";
import { exactNumber, plural } from "@/lib/format";
import type { TreeLine } from "./tree-structure";

export const rowHeight = 32;
export const foundRowHeight = 48;
const indentPx = 16;

export interface TreeRowProps extends ComponentProps<"div"> {
  line: Extract<TreeLine, { kind: "group" }>;
  /** 0 = a root. */
  level: number;
  isExpandable: boolean;
  isExpanded: boolean;
  isSelected: boolean;
  onToggle(): void;
}

/** One group: name, external id, mode (said once, at the root), number of children. */
export function TreeRow({
  line: { node, childCount, above },
  level,
  isExpandable,
  isExpanded,
  isSelected,
  onToggle,
  className,
  ...rest
}: TreeRowProps) {
  const isFound = above !== null;
  const hasName = node.label !== node.externalId;
  return (
    <div
      {...rest}
      // The rest of the row is description, so that its name is the group's and nothing else.
      aria-description={describe(node.externalId, childCount, above)}
      className={cn(
        "flex cursor-pointer select-none items-center gap-1 rounded-md pr-2 outline-offset-[-2px]",
        isSelected ? "bg-selected" : "hover:bg-hover",
        className,
      )}
      style={{ ...rest.style, paddingLeft: 4 + level * indentPx }}
    >
      {isFound ? null : <Chevron {...{ isExpandable, isExpanded, onToggle }} />}
      <div className={cn("min-w-0 flex-1", isFound ? "px-2" : "flex items-baseline gap-2")}>
        <div className={cn("flex min-w-0 items-baseline gap-2", isFound || "shrink")}>
          <span className={cn("truncate", isSelected && "font-medium")}>{node.label}</span>
          {hasName ? (
            <span
              aria-hidden
              className="min-w-0 shrink-[3] truncate font-mono text-muted-foreground text-xs"
            >
              {node.externalId}
            </span>
          ) : null}
        </div>
        {isFound ? (
          <p aria-hidden className="truncate text-muted-foreground text-xs">
            {above.length > 0 ? `in ${above.join(" / ")}` : "top level"}
          </p>
        ) : null}
      </div>
      {node.enforcement === "CASCADING" && (level === 0 || isFound) ? (
        <span
          aria-hidden
          title="Cascading: limits of every level above count too"
          className="shrink-0"
        >
          <Layers2 aria-hidden className="size-3.5 text-muted-foreground" />
        </span>
      ) : null}
      <span
        aria-hidden
        title={childCount ? plural(childCount, "subgroup") : undefined}
        className="min-w-5 shrink-0 text-right font-mono text-muted-foreground text-xs tabular-nums"
      >
        {childCount ? exactNumber(childCount) : null}
      </span>
    </div>
  );
}

function describe(
  externalId: string,
  childCount: number | null,
  above: readonly string[] | null,
): string {
  const parts = [externalId];
  if (childCount) parts.push(plural(childCount, "subgroup"));
  if (above) parts.push(above.length > 0 ? `in ${above.join(" / ")}` : "top level");
  return parts.join(", ");
}

function Chevron({
  isExpandable,
  isExpanded,
  onToggle,
}: Pick<TreeRowProps, "isExpandable" | "isExpanded" | "onToggle">) {
  if (!isExpandable) return <span className="size-5 shrink-0" />;
  return (
    // The keyboard has the arrow keys for this: a second tab stop in each row would be in the way.
    <span
      aria-hidden
      onClick={(event) => {
        event.stopPropagation();
        onToggle();
      }}
      className="flex size-5 shrink-0 items-center justify-center rounded-sm text-muted-foreground hover:bg-border hover:text-foreground"
    >
      <ChevronRight
        className={cn("size-3.5 transition-transform duration-100", isExpanded && "rotate-90")}
      />
    </span>
  );
}

export interface RestRowProps {
  level: number;
  isFailed: boolean;
  onRetry(): void;
}

/** Stands where more children will be. */
export function RestRow({ level, isFailed, onRetry }: RestRowProps) {
  const style = { paddingLeft: 28 + level * indentPx };
  if (!isFailed) {
    return (
      <div className="flex h-8 items-center" style={style}>
        <Skeleton className="h-3 w-2/5" />
      </div>
    );
  }
  return (
    <div className="flex h-8 items-center gap-2 text-danger text-xs" style={style}>
      <span className="truncate">Could not be read.</span>
      {/* A tree may own rows only; the same is offered to the keyboard below the tree. */}
      <span
        aria-hidden
        onClick={onRetry}
        className="inline-flex cursor-pointer items-center gap-1 underline"
      >
        <RotateCw className="size-3" /> Try again
      </span>
    </div>
  );
}
