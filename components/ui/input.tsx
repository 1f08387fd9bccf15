import type { ComponentProps } from "react";
import { cn } from "@/lib/format/class-names";

export const controlClasses =
  "w-full min-w-0 rounded-lg border border-input bg-surface px-2.5 text-sm text-foreground transition-colors hover:border-border-strong focus-visible:border-ring focus-visible:outline-2 focus-visible:-outline-offset-1 disabled:cursor-not-allowed disabled:bg-muted disabled:text-muted-foreground [&[readonly]]:bg-muted aria-invalid:border-danger";

export function Input({ className, ...rest }: ComponentProps<"input">) {
  return (
    <input
      autoComplete="off"
      spellCheck={false}
      {...rest}
      className={cn(controlClasses, "h-8", className)}
    />
  );
}
