import type { ComponentProps } from "react";
import { cn } from "@/lib/format/class-names";

interface Aligned {
  /** Figures: right-aligned, in Geist Mono. */
  numeric?: boolean;
}

export interface TableProps extends ComponentProps<"table"> {
  /** On a phone every row becomes a block of lines, each named by its cell's `label`. */
  stacked?: boolean;
}

// Roles are spelled out because a stacked table's display values take them away.

/** Scrolls sideways inside its own frame on narrow screens; name it with `aria-label`. */
export function Table({ className, stacked = false, ...rest }: TableProps) {
  const role = stacked ? { role: "table" } : {};
  return (
    <div className="relative w-full overflow-x-auto rounded-lg border border-border bg-surface">
      <table
        {...role}
        {...rest}
        className={cn(
          "w-full border-collapse text-left text-sm",
          stacked && "stacked-table",
          className,
        )}
      />
    </div>
  );
}

const group = { role: "rowgroup" };
const row = { role: "row" };

export function THead({ className, ...rest }: ComponentProps<"thead">) {
  return (
    <thead {...group} {...rest} className={cn("border-border border-b bg-muted/60", className)} />
  );
}

export function TBody({ className, ...rest }: ComponentProps<"tbody">) {
  return <tbody {...group} {...rest} className={cn("divide-y divide-border", className)} />;
}

export function TR({ className, ...rest }: ComponentProps<"tr">) {
  return <tr {...row} {...rest} className={className} />;
}

export function TH({ className, numeric, scope = "col", ...rest }: ComponentProps<"th"> & Aligned) {
  return (
    <th
      role={scope === "row" ? "rowheader" : "columnheader"}
      {...rest}
      scope={scope}
      className={cn(
        "h-8 whitespace-nowrap px-3 font-medium text-muted-foreground text-xs",
        scope === "row" && "h-10 text-foreground text-sm",
        numeric && "text-right",
        className,
      )}
    />
  );
}

export interface TDProps extends ComponentProps<"td">, Aligned {
  /** The column's name, shown before the value where rows are stacked. */
  label?: string;
  /** The row's menu: where rows are stacked, in their top right corner. */
  corner?: boolean;
}

export function TD({ className, numeric, label, corner, ...rest }: TDProps) {
  const role = { role: "cell" };
  return (
    <td
      {...role}
      {...rest}
      data-label={label}
      className={cn(
        "h-10 px-3 py-1",
        numeric && "whitespace-nowrap text-right font-mono text-[13px]",
        corner && "stacked-corner",
        className,
      )}
    />
  );
}
