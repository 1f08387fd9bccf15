"use client";

import { Tabs as Radix } from "radix-ui";
import type { ComponentProps, SyntheticEvent } from "react";
import { cn } from "@/lib/format/class-names";

export const Tabs = Radix.Root;

export function TabsList({ className, ...rest }: ComponentProps<typeof Radix.List>) {
  return (
    <Radix.List
      {...rest}
      className={cn(
        "flex gap-4 overflow-x-auto sm:gap-5 overflow-y-hidden border-border border-b [scrollbar-width:none]",
        className,
      )}
    />
  );
}

export function TabsTrigger({ className, ...rest }: ComponentProps<typeof Radix.Trigger>) {
  return (
    <Radix.Trigger
      {...rest}
      // Radix focuses by script on a press, which browsers take for the keyboard: no ring for that.
      onMouseDown={(event) => event.currentTarget.setAttribute("data-pressed", "")}
      onKeyDown={unpressed}
      onBlur={unpressed}
      className={cn(
        "-mb-px inline-flex h-9 shrink-0 items-center gap-1.5 rounded-t-sm border-transparent border-b-2 px-0.5 text-muted-foreground transition-colors hover:text-foreground focus-visible:-outline-offset-2 data-pressed:outline-none data-[state=active]:border-foreground data-[state=active]:font-medium data-[state=active]:text-foreground",
        className,
      )}
    />
  );
}

function unpressed({ currentTarget }: SyntheticEvent<HTMLButtonElement>): void {
  currentTarget.removeAttribute("data-pressed");
}

export function TabsContent({ className, ...rest }: ComponentProps<typeof Radix.Content>) {
  return <Radix.Content {...rest} className={cn("pt-4", className)} />;
}
