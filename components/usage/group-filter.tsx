"use client";

import { ChevronsUpDown } from "lucide-react";
import dynamic from "next/dynamic";
import { Popover } from "radix-ui";
import { useId, useState } from "react";
import { cn } from "@/lib/format/class-names";
import type { PickedGroup } from "./picked-group";

// cmdk comes with the first opening, not with every page.
const GroupChoices = dynamic(() => import("./group-choices").then((m) => m.GroupChoices), {
  ssr: false,
  loading: () => <div className="h-24" />,
});

export interface GroupFilterProps {
  /** null = everything that the member may see. */
  value: PickedGroup | null;
  onChange: (groupId: string | null) => void;
  className?: string;
}

/** A group with everything below it, found by name, id or key prefix. */
export function GroupFilter({ value, onChange, className }: GroupFilterProps) {
  const labelId = useId();
  const valueId = useId();
  const [isOpen, setOpen] = useState(false);
  const choose = (groupId: string | null) => {
    setOpen(false);
    onChange(groupId);
  };
  return (
    <div className={cn("min-w-0 space-y-1.5", className)}>
      <p id={labelId} className="font-medium">
        Group
      </p>
      <Popover.Root open={isOpen} onOpenChange={setOpen}>
        <Popover.Trigger
          aria-labelledby={`${labelId} ${valueId}`}
          className="flex h-8 w-full items-center gap-2 rounded-lg border border-input bg-surface px-2.5 text-left hover:border-border-strong"
        >
          <span id={valueId} className="truncate">
            {value?.label ?? "All groups"}
          </span>
          <ChevronsUpDown aria-hidden className="ml-auto size-4 shrink-0 text-muted-foreground" />
        </Popover.Trigger>
        <Popover.Portal>
          <Popover.Content
            align="start"
            sideOffset={4}
            collisionPadding={8}
            aria-label="Choose a group"
            className="z-50 w-80 max-w-[calc(100vw-1rem)] animate-rise-in overflow-hidden rounded-lg border border-border bg-popover shadow-overlay outline-none"
          >
            <GroupChoices value={value} onChoose={choose} />
          </Popover.Content>
        </Popover.Portal>
      </Popover.Root>
    </div>
  );
}
