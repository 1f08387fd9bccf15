import type { ComponentProps } from "react";
import { cn } from "@/lib/format/class-names";
import { Textarea } from "./textarea";

/** A read-only field that shows all of a long value, over as many lines as the width asks for. */
export function WholeValue({ className, ...rest }: ComponentProps<"textarea">) {
  return (
    <Textarea
      // Where a field can't fit itself to its text, two lines hold any key at a phone's width.
      rows={2}
      {...rest}
      readOnly
      className={cn(
        "field-sizing-content min-h-8 resize-none break-all font-mono text-[13px]",
        className,
      )}
    />
  );
}
