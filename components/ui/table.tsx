import type { ComponentProps } from "react";
import { cn } from "@/lib/class-names";

interface Aligned {
  /** Figures: right-aligned, in Geist Mono. */
  numeric?: boolean;
}

/** Scrolls sideways inside its own frame on narrow screens; name it with `aria-label`. */
export function Table({ className, ...rest }: ComponentProps<"table">) {
  return (
    <div className="relative w-full overflow-x-auto rounded-lg border border-border bg-surface">
      <table {...rest} className={cn("w-full border-collapse text-left text-sm", className)} />
    </div>
  );
}

export function THead({ className, ...rest }: ComponentProps<"thead">) {
  return <thead {...rest} className={cn("border-border border-b bg-muted/60", className)} />;
}

export function TBody({ className, ...rest }: ComponentProps<"tbody">) {
  return <tbody {...rest} className={cn("divide-y divide-border", className)} />;
}

export function TR({ className, ...rest }: ComponentProps<"tr">) {
  return <tr {...rest} className={className} />;
}

export function TH({ className, numeric, scope = "col", ...rest }: ComponentProps<"th"> & Aligned) {
  return (
    <th
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

export function TD({ className, numeric, ...rest }: ComponentProps<"td"> & Aligned) {
  return (
    <td
      {...rest}
      className={cn(
        "h-10 px-3 py-1",
        numeric && "whitespace-nowrap text-right font-mono text-[13px]",
        className,
      )}
    />
  );
}
