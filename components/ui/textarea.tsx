import type { ComponentProps } from "react";
import { cn } from "@/lib/format/class-names";
import { controlClasses } from "./input";

export function Textarea({ className, ...rest }: ComponentProps<"textarea">) {
  return (
    <textarea
      autoComplete="off"
      spellCheck={false}
      rows={4}
      {...rest}
      className={cn(controlClasses, "block py-1.5", className)}
    />
  );
}
