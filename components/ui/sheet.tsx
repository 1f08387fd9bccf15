"use client";

import { X } from "lucide-react";
import { Dialog as Radix } from "radix-ui";
import type { ComponentProps } from "react";
import { cn } from "@/lib/format/class-names";
import { Button } from "./button";

export const Sheet = Radix.Root;
export const SheetTrigger = Radix.Trigger;

export interface SheetContentProps extends ComponentProps<typeof Radix.Content> {
  /** Names the sheet for assistive technology; shown unless `hideTitle`. */
  title: string;
  hideTitle?: boolean;
  side?: "left" | "right";
}

export function SheetContent({
  title,
  hideTitle,
  side = "left",
  className,
  children,
  ...rest
}: SheetContentProps) {
  return (
    <Radix.Portal>
      <Radix.Overlay className="fixed inset-0 z-50 animate-fade-in bg-black/50" />
      <Radix.Content
        aria-describedby={undefined}
        {...rest}
        className={cn(
          "fixed inset-y-0 z-50 flex w-72 max-w-[85vw] flex-col overflow-y-auto bg-popover p-4 shadow-overlay outline-none",
          side === "left"
            ? "left-0 animate-slide-in border-border border-r"
            : "right-0 animate-fade-in border-border border-l",
          className,
        )}
      >
        <div className="mb-3 flex min-h-8 items-center justify-between">
          <Radix.Title className={hideTitle ? "sr-only" : "font-semibold text-lg"}>
            {title}
          </Radix.Title>
          <Radix.Close asChild>
            <Button variant="ghost" size="icon" aria-label="Close" className="ml-auto size-7">
              <X aria-hidden />
            </Button>
          </Radix.Close>
        </div>
        {children}
      </Radix.Content>
    </Radix.Portal>
  );
}
