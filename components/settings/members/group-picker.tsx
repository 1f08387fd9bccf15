"use client";

import { keepPreviousData, useQuery } from "@tanstack/react-query";
import { X } from "lucide-react";
import { useDeferredValue } from "react";
import { Field } from "@/components/forms/field";
import { Button } from "@/components/ui/button";
import { Input } from "@/components/ui/input";
import { fetchResult } from "@/lib/gateway/unwrap";
import type { FoundGroup } from "@/lib/groups/search-groups";
import { searchTerm } from "@/lib/groups/search-term";
import { groupSearchQueryKey } from "../queries";

export interface PickedGroup {
  id: string;
  label: string;
}

export interface GroupPickerProps {
  value: PickedGroup | null;
  onChange: (group: PickedGroup | null) => void;
  /** What a group is searched by, while none is chosen. */
  typed: string;
  onType: (typed: string) => void;
  error?: string | undefined;
}

/** The group that a member is tied to; none = the whole workspace. */
export function GroupPicker({ value, onChange, typed, onType, error }: GroupPickerProps) {
  const term = useDeferredValue(searchTerm(typed));
  const groups = useQuery({
    queryKey: groupSearchQueryKey(term),
    queryFn: ({ signal }) =>
      fetchResult<FoundGroup[]>(`/api/search?q=${encodeURIComponent(term)}`, signal),
    enabled: term.length > 0 && value === null,
    placeholderData: keepPreviousData,
  });
  if (value) {
    return (
      <div className="space-y-1.5">
        <p className="font-medium">Only this group and below</p>
        <p className="flex h-8 items-center justify-between rounded-lg border border-input bg-muted pl-2.5">
          <span className="truncate">{value.label}</span>
          <Button
            variant="ghost"
            size="icon"
            className="size-7"
            aria-label={`Lift the tie to ${value.label}`}
            onClick={() => onChange(null)}
          >
            <X aria-hidden />
          </Button>
        </p>
        {error ? <p className="text-danger text-xs">{error}</p> : null}
      </div>
    );
  }
  const found = term.length > 0 ? (groups.data ?? []) : [];
  const pick = ({ id, label }: FoundGroup) => onChange({ id, label });
  return (
    <div className="space-y-1.5">
      <Field
        label="Only one group and below"
        optional
        hint="For a customer's own admin. Empty: the whole workspace."
        error={error}
      >
        <Input
          value={typed}
          placeholder="Search by name or external ID"
          onChange={(event) => onType(event.currentTarget.value)}
          onKeyDown={(event) => {
            if (event.key !== "Enter" || term.length === 0) return;
            // Enter in a search chooses; it does not send the form.
            event.preventDefault();
            const [first] = found;
            // What is shown may still be what the text before it found.
            const isCurrent = term === searchTerm(typed) && !groups.isFetching;
            if (first && isCurrent) pick(first);
          }}
        />
      </Field>
      {found.length > 0 ? (
        <ul className="max-h-40 overflow-y-auto rounded-lg border border-border p-1">
          {found.map((group) => (
            <li key={group.id}>
              <button
                type="button"
                className="flex h-8 w-full items-center gap-3 rounded-md px-2 text-left hover:bg-hover"
                onClick={() => pick(group)}
              >
                <span className="truncate">{group.label}</span>
                <code className="ml-auto truncate font-mono text-muted-foreground text-xs">
                  {group.externalEntityId}
                </code>
              </button>
            </li>
          ))}
        </ul>
      ) : term.length > 0 && groups.isSuccess && !groups.isFetching ? (
        <p className="text-muted-foreground text-xs">No group found.</p>
      ) : null}
    </div>
  );
}
