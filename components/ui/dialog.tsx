"use client";

import { X } from "lucide-react";
import { Dialog as Radix } from "radix-ui";
import type { ComponentProps } from "react";
import { cn } from "@/lib/format/class-names";
import { Button } from "./button";

export const Dialog = Radix.Root;

export interface DialogContentProps extends ComponentProps<typeof Radix.Content> {
  /** False for what must be finished inside: no cross in the corner. */
  closable?: boolean;
  size?: "md" | "lg";
}

/** Title and footer stay while what is between them scrolls; a phone gives it all its height. */
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
          "fixed inset-x-2 top-2 z-50 mx-auto flex max-h-[calc(100dvh-1rem)] animate-rise-in sm:inset-x-3 sm:top-[max(1rem,8dvh)] sm:max-h-[84dvh] flex-col overflow-hidden rounded-xl border border-border bg-popover shadow-overlay outline-none",
          size === "md" ? "max-w-120" : "max-w-180",
          className,
        )}
      >
        <div className="has-data-dialog-body:flex has-data-dialog-body:flex-col has-data-dialog-body:overflow-hidden min-h-0 scroll-pt-16 scroll-pb-20 space-y-4 overflow-y-auto px-5 pb-5">
          {children}
        </div>
        {closable ? (
          <Radix.Close asChild>
            <Button
              variant="ghost"
              size="icon"
              aria-label="Close"
              className="absolute top-3 right-3 z-20 size-7 text-muted-foreground"
            >
              <X aria-hidden />
            </Button>
          </Radix.Close>
        ) : null}
      </Radix.Content>
    </Radix.Portal>
  );
}

/** A name in it may have 255 characters: what is asked must stay in sight. */
export function DialogTitle({ className, children, ...rest }: ComponentProps<typeof Radix.Title>) {
  return (
    <Radix.Title
      {...rest}
      className={cn(
        "sticky top-0 z-20 -mx-5 bg-popover px-5 pt-4 pr-12 pb-1 font-semibold text-lg",
        className,
      )}
    >
      <span className="wrap-anywhere line-clamp-3">{children}</span>
    </Radix.Title>
  );
}

export function DialogDescription({
  className,
  ...rest
}: ComponentProps<typeof Radix.Description>) {
  return <Radix.Description {...rest} className={cn("-mt-3 text-muted-foreground", className)} />;
}

/** For the form around a DialogBody and its DialogFooter. */
export const dialogFormClasses = "flex min-h-0 flex-col";

/** Of a long form, all above its footer: the scrollbar ends where the footer begins. */
export function DialogBody({ className, ...rest }: ComponentProps<"div">) {
  return (
    <div
      data-dialog-body
      {...rest}
      className={cn("-mx-5 min-h-0 flex-1 space-y-4 overflow-y-auto px-5 pt-1 pb-5", className)}
    />
  );
}

// Sticking counts from inside the padding: hence the negative bottom.
export function DialogFooter({ className, ...rest }: ComponentProps<"div">) {
  return (
    <div
      {...rest}
      className={cn(
        "sticky -bottom-5 z-10 -mx-5 -mb-5 flex flex-wrap items-center justify-end gap-2 border-border border-t bg-popover px-5 py-3",
        className,
      )}
    />
  );
}
