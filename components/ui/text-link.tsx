import Link from "next/link";
import type { ComponentProps } from "react";
import { cn } from "@/lib/format/class-names";

export interface TextLinkProps extends ComponentProps<typeof Link> {
  /** Underlined: within a sentence, colour alone does not tell a link. */
  isInText?: boolean;
}

export function TextLink({ isInText = false, className, ...rest }: TextLinkProps) {
  return (
    <Link
      {...rest}
      className={cn(
        "rounded-sm text-accent underline-offset-4",
        isInText ? "underline" : "hover:underline",
        className,
      )}
    />
  );
}
