import type { ComponentProps } from "react";
import { cn } from "@/lib/format/class-names";

/** The frame of every page but the tree's: at most 1,200 px wide. */
export function PageBody({ className, ...rest }: ComponentProps<"div">) {
  return (
    <div
      {...rest}
      className={cn("mx-auto w-full max-w-content px-4 py-6 md:px-8 md:py-8", className)}
    />
  );
}
