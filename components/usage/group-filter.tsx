"use client";

import { keepPreviousData, useQuery } from "@tanstack/react-query";
import { Command } from "cmdk";
import { ChevronsUpDown } from "lucide-react";
import { Popover } from "radix-ui";
import { useDeferredValue, useId, useState } from "react";
import { cn } from "@/lib/class-names";
import type { FoundGroup } from "@/lib/search-groups";
import { searchTerm } from "@/lib/search-term";
import { fetchResult } from "@/lib/unwrap";

export interface PickedGroup {
  id: string;
  label: string;
}

export interface GroupFilterProps {
  /** null = everything that the member may see. */
  value: PickedGroup | null;
  onChange: (groupId: string | null) => void;
  className?: string;
}

/** Whose usage: a group with everything below it, found by name, id or key prefix. */
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
            <Choices value={value} onChoose={choose} />
          </Popover.Content>
        </Popover.Portal>
      </Popover.Root>
    </div>
  );
}

interface ChoicesProps {
  value: PickedGroup | null;
  onChoose: (groupId: string | null) => void;
}

function Choices({ value, onChoose }: ChoicesProps) {
  const [typed, setTyped] = useState("");
  const term = useDeferredValue(searchTerm(typed));
  const groups = useQuery({
    queryKey: ["usage", "group-search", term],
    queryFn: ({ signal }) =>
      fetchResult<FoundGroup[]>(`/api/search?q=${encodeURIComponent(term)}`, signal),
    enabled: term.length > 0,
    placeholderData: keepPreviousData,
  });
  const found = term.length > 0 ? (groups.data ?? []) : [];
  return (
    <Command shouldFilter={false} label="Choose a group" loop>
      <Command.Input
        value={typed}
        onValueChange={setTyped}
        placeholder="Name, id or key prefix"
        className="h-10 w-full border-border border-b bg-transparent px-3 outline-none"
      />
      <Command.List className="max-h-72 overflow-y-auto p-1">
        {term.length === 0 && value !== null ? (
          <Choice value="all" label="All groups" onSelect={() => onChoose(null)} />
        ) : null}
        {found.map((group) => (
          <Choice
            key={group.id}
            value={group.id}
            label={group.label}
            aside={group.externalEntityId === group.label ? undefined : group.externalEntityId}
            onSelect={() => onChoose(group.id)}
          />
        ))}
        {term.length === 0 && value === null ? (
          <p className="px-2 py-3 text-muted-foreground text-xs">
            Type to find a group. Its usage includes all groups below it.
          </p>
        ) : null}
        {term.length > 0 && found.length === 0 ? (
          <p role="status" className="px-2 py-3 text-muted-foreground text-xs">
            {groups.isError
              ? groups.error.message
              : groups.isFetching
                ? "Searching…"
                : "No group found."}
          </p>
        ) : null}
      </Command.List>
    </Command>
  );
}

interface ChoiceProps {
  value: string;
  label: string;
  aside?: string | undefined;
  onSelect: () => void;
}

function Choice({ value, label, aside, onSelect }: ChoiceProps) {
  return (
    <Command.Item
      value={value}
      onSelect={onSelect}
      className="flex h-8 cursor-pointer items-center gap-2 rounded-md px-2 data-[selected=true]:bg-hover"
    >
      <span className="truncate">{label}</span>
      {aside ? (
        <code className="ml-auto max-w-[45%] truncate font-mono text-muted-foreground text-xs">
          {aside}
        </code>
      ) : null}
    </Command.Item>
  );
}
