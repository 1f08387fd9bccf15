"use client";

import { DropdownMenu as Radix } from "radix-ui";
import type { ComponentProps } from "react";
import { cn } from "@/lib/format/class-names";

export const DropdownMenu = Radix.Root;
export const DropdownMenuTrigger = Radix.Trigger;

export function DropdownMenuContent({ className, ...rest }: ComponentProps<typeof Radix.Content>) {
  return (
    <Radix.Portal>
      <Radix.Content
        align="end"
        sideOffset={4}
        collisionPadding={8}
        {...rest}
        className={cn(
          "z-50 min-w-44 animate-rise-in rounded-lg border border-border bg-popover p-1 shadow-overlay outline-none",
          className,
        )}
      />
    </Radix.Portal>
  );
}

export interface DropdownMenuItemProps extends ComponentProps<typeof Radix.Item> {
  danger?: boolean;
}

const itemClasses =
  "flex h-8 cursor-pointer select-none items-center gap-2 rounded-md px-2 outline-none data-[disabled]:pointer-events-none data-[highlighted]:bg-hover data-[disabled]:opacity-50 [&_svg]:size-4 [&_svg]:text-muted-foreground";

export function DropdownMenuItem({ className, danger, ...rest }: DropdownMenuItemProps) {
  return (
    <Radix.Item
      {...rest}
      className={cn(itemClasses, danger && "text-danger [&_svg]:text-danger", className)}
    />
  );
}

export function DropdownMenuSeparator() {
  return <Radix.Separator className="-mx-1 my-1 h-px bg-border" />;
}

export const DropdownMenuRadioGroup = Radix.RadioGroup;

export function DropdownMenuRadioItem({
  className,
  ...rest
}: ComponentProps<typeof Radix.RadioItem>) {
  return <Radix.RadioItem {...rest} className={cn(itemClasses, className)} />;
}
