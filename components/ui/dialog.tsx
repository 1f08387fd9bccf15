"use client";

import { X } from "lucide-react";
import { Dialog as Radix } from "radix-ui";
import type { ComponentProps } from "react";
import { cn } from "@/lib/class-names";
import { Button } from "./button";

export const Dialog = Radix.Root;
export const DialogClose = Radix.Close;

export interface DialogContentProps extends ComponentProps<typeof Radix.Content> {
  /** False for what must be finished inside: no cross in the corner. */
  closable?: boolean;
  size?: "md" | "lg";
}

/** On a phone it takes the screen's width, and scrolls inside. */
export function DialogContent({
  className,
  children,
  closable = true,
  size = "md",
  ...rest
}: DialogContentProps) {
  return (
    <Radix.Portal>
      <Radix.Overlay className="fixed inset-0 z-50 animate-fade-in bg-black/50" />
      <Radix.Content
        // Radix warns about a missing description unless told that there is none.
        aria-describedby={undefined}
        {...rest}
        className={cn(
          "fixed inset-x-3 top-[max(1rem,8dvh)] z-50 mx-auto flex max-h-[84dvh] animate-rise-in flex-col overflow-hidden rounded-xl border border-border bg-popover shadow-overlay outline-none",
          size === "md" ? "max-w-120" : "max-w-180",
          className,
        )}
      >
        <div className="min-h-0 space-y-4 overflow-y-auto p-5">{children}</div>
        {closable ? (
          <Radix.Close asChild>
            <Button
              variant="ghost"
              size="icon"
              aria-label="Close"
              className="absolute top-3 right-3 size-7 text-muted-foreground"
            >
              <X aria-hidden />
            </Button>
          </Radix.Close>
        ) : null}
      </Radix.Content>
    </Radix.Portal>
  );
}

export function DialogTitle({ className, ...rest }: ComponentProps<typeof Radix.Title>) {
  return <Radix.Title {...rest} className={cn("pr-8 font-semibold text-lg", className)} />;
}

export function DialogDescription({
  className,
  ...rest
}: ComponentProps<typeof Radix.Description>) {
  return <Radix.Description {...rest} className={cn("-mt-3 text-muted-foreground", className)} />;
}

export function DialogFooter({ className, ...rest }: ComponentProps<"div">) {
  return (
    <div
      {...rest}
      className={cn("flex flex-wrap items-center justify-end gap-2 pt-1", className)}
    />
  );
}
