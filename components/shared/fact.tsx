import type { ReactNode } from "react";
import { cn } from "@/lib/format/class-names";

export interface FactProps {
  name: string;
  className?: string;
  children: ReactNode;
}

/** A term of a `dl`, and what it is. */
export function Fact({ name, className, children }: FactProps) {
  return (
    <div className={cn("min-w-0", className)}>
      <dt className="text-muted-foreground text-xs">{name}</dt>
      <dd className="mt-0.5 min-w-0">{children}</dd>
    </div>
  );
}
