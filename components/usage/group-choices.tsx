"use client";

import { keepPreviousData, useQuery } from "@tanstack/react-query";
import { Command } from "cmdk";
import { useDeferredValue, useState } from "react";
import { fetchResult } from "@/lib/gateway/unwrap";
import type { FoundGroup } from "@/lib/groups/search-groups";
import { searchTerm } from "@/lib/groups/search-term";
import type { PickedGroup } from "./picked-group";

export interface GroupChoicesProps {
  value: PickedGroup | null;
  onChoose: (groupId: string | null) => void;
}

export function GroupChoices({ value, onChoose }: GroupChoicesProps) {
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
        autoFocus
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
            Type to find a group. All groups below it are included.
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
