import { Check } from "lucide-react";
import type { ComponentProps } from "react";
import { cn } from "@/lib/format/class-names";

/** A native checkbox, drawn. Give it a <Label htmlFor> or wrap both in a <label>. */
export function Checkbox({ className, ...rest }: Omit<ComponentProps<"input">, "type">) {
  return (
    <span className={cn("relative inline-flex size-4 shrink-0", className)}>
      <input
        {...rest}
        type="checkbox"
        className="peer size-4 cursor-pointer appearance-none rounded-sm border border-border-strong bg-surface transition-colors checked:border-primary checked:bg-primary disabled:cursor-not-allowed disabled:opacity-50"
      />
      <Check
        aria-hidden
        strokeWidth={3}
        className="pointer-events-none absolute inset-0.5 hidden size-3 text-primary-foreground peer-checked:block"
      />
    </span>
  );
}
