import type { ComponentProps } from "react";
import { cn } from "@/lib/format/class-names";

export function Label({ className, ...rest }: ComponentProps<"label">) {
  return (
    // biome-ignore lint/a11y/noLabelWithoutControl: a primitive; whoever uses it passes htmlFor
    <label {...rest} className={cn("block font-medium text-sm", className)} />
  );
}
