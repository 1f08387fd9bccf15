import { ChevronRight, Layers2, RotateCw } from "lucide-react";
import type { ComponentProps } from "react";
import { Skeleton } from "@/components/ui/skeleton";
import { cn } from "@/lib/format/class-names";
import { exactNumber, plural } from "@/lib/format/format";
import { RowAside } from "./row-aside";
import type { RowHeadroom } from "./row-headroom";
import { headroomInWords, RowHeadroomBar } from "./row-headroom-bar";
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
  /** null where the server does not tell. */
  headroom: RowHeadroom | null;
  onToggle(): void;
  onOpen(groupId: string): void;
}

/** One group: name, external id, mode (said once, at the root), number of children, headroom. */
export function TreeRow({
  line,
  level,
  isExpandable,
  isExpanded,
  isSelected,
  headroom,
  onToggle,
  onOpen,
  className,
  ...rest
}: TreeRowProps) {
  const { node, childCount, above } = line;
  const isFound = above !== null;
  const hasName = node.label !== node.externalId;
  return (
    <div
      {...rest}
      // All but the name is hidden and described instead: a row is called as its group is. An
      // aria-label beside other visible text would be a name that does not match what is seen.
      aria-description={describe(line, headroom)}
      className={cn(
        "flex cursor-pointer select-none items-center gap-1 rounded-md pr-2 outline-offset-[-2px]",
        isSelected ? "bg-selected" : "hover:bg-hover",
        className,
      )}
      style={{ ...rest.style, paddingLeft: 4 + level * indentPx }}
    >
      {isFound ? null : <Chevron {...{ isExpandable, isExpanded, onToggle }} />}
      <div className={cn("min-w-0 flex-1", isFound && "px-2")}>
        {/* The name goes first: an id of which a few characters would remain wraps out of sight. */}
        <div className="flex h-5 min-w-0 flex-1 flex-wrap items-baseline gap-x-2 overflow-hidden">
          <span
            title={hasName ? `${node.label} (${node.externalId})` : node.label}
            className={cn("max-w-full truncate", isSelected && "font-medium")}
          >
            {node.label}
          </span>
          {hasName && !isFound ? (
            <RowAside
              text={node.externalId}
              className="min-w-0 flex-[1_1_5rem] truncate font-mono leading-5"
            />
          ) : null}
        </div>
        {isFound ? (
          <RowAside
            text={`${hasName ? `${node.externalId} · ` : ""}${formatPlace(above)}`}
            className="block truncate"
          />
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
      <RowAside
        text={childCount ? exactNumber(childCount) : ""}
        title={childCount ? plural(childCount, "subgroup") : undefined}
        className="min-w-5 shrink-0 text-right font-mono tabular-nums"
      />
      {headroom ? <RowHeadroomBar headroom={headroom} onOpen={onOpen} /> : null}
    </div>
  );
}

function describe(
  { node, childCount, above }: TreeRowProps["line"],
  headroom: RowHeadroom | null,
): string {
  const parts = [node.externalId];
  if (childCount) parts.push(plural(childCount, "subgroup"));
  if (above) parts.push(formatPlace(above));
  if (node.enforcement === "CASCADING") parts.push("cascading");
  const headroomWords = headroomInWords(headroom);
  if (headroomWords) parts.push(headroomWords);
  return parts.join(", ");
}

function formatPlace(above: readonly string[]): string {
  return above.length > 0 ? `in ${above.join(" / ")}` : "top level";
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
