"use client";

import { keepPreviousData, useQuery } from "@tanstack/react-query";
import { Command } from "cmdk";
import { FolderTree, type LucideIcon, Plus, ReceiptText, Search } from "lucide-react";
import { useRouter } from "next/navigation";
import { Dialog } from "radix-ui";
import { useDeferredValue, useState } from "react";
import { requestIdIn } from "@/lib/request-id";
import { routes } from "@/lib/routes";
import type { FoundGroup } from "@/lib/search-groups";
import { searchTerm } from "@/lib/search-term";
import { fetchResult } from "@/lib/unwrap";
import { type Audience, navigationFor } from "./navigation";

export interface PaletteDialogProps {
  audience: Audience;
  canEdit: boolean;
  open: boolean;
  onOpenChange: (open: boolean) => void;
}

export function PaletteDialog({ open, onOpenChange, audience, canEdit }: PaletteDialogProps) {
  return (
    <Dialog.Root open={open} onOpenChange={onOpenChange}>
      <Dialog.Portal>
        <Dialog.Overlay className="fixed inset-0 z-50 animate-fade-in bg-black/50" />
        <Dialog.Content
          aria-describedby={undefined}
          className="fixed inset-x-3 top-[max(1rem,12dvh)] z-50 mx-auto max-w-140 animate-rise-in overflow-hidden rounded-xl border border-border bg-popover shadow-overlay outline-none"
        >
          <Dialog.Title className="sr-only">Search</Dialog.Title>
          <Palette audience={audience} canEdit={canEdit} onDone={() => onOpenChange(false)} />
        </Dialog.Content>
      </Dialog.Portal>
    </Dialog.Root>
  );
}

interface PaletteProps {
  audience: Audience;
  canEdit: boolean;
  onDone: () => void;
}

function Palette({ audience, canEdit, onDone }: PaletteProps) {
  const router = useRouter();
  const [typed, setTyped] = useState("");
  const term = useDeferredValue(searchTerm(typed));
  const groups = useQuery({
    queryKey: ["palette-groups", term],
    queryFn: ({ signal }) =>
      fetchResult<FoundGroup[]>(`/api/search?q=${encodeURIComponent(term)}`, signal),
    enabled: term.length > 0,
    placeholderData: keepPreviousData,
  });
  const found = term.length > 0 ? (groups.data ?? []) : [];
  const go = (href: string) => {
    onDone();
    router.push(href);
  };
  const matches = (label: string) => label.toLowerCase().includes(typed.trim().toLowerCase());
  const pages = navigationFor(audience).filter((item) => matches(item.label));
  const requestId = audience.hasRequests ? requestIdIn(typed) : null;
  const actions = [
    ...(canEdit ? [{ label: "New group", href: `${routes.groups}?new=1` }] : []),
    ...(canEdit && audience.subtreeGroupId === null
      ? [{ label: "New endpoint", href: `${routes.endpoints}?new=1` }]
      : []),
  ].filter((item) => matches(item.label));

  return (
    <Command shouldFilter={false} label="Search" loop>
      <div className="flex h-12 items-center gap-2.5 border-border border-b px-4">
        <Search aria-hidden className="size-4 shrink-0 text-muted-foreground" />
        <Command.Input
          value={typed}
          onValueChange={setTyped}
          placeholder="Groups by name, id or key prefix; pages; actions"
          className="h-full w-full bg-transparent outline-none"
        />
      </div>
      <Command.List className="max-h-[min(24rem,60dvh)] overflow-y-auto p-1.5">
        {requestId ? (
          <Section heading="Requests">
            <Row
              value={requestId}
              icon={ReceiptText}
              label="Find this request"
              aside={requestId}
              onSelect={() => go(routes.request(requestId))}
            />
          </Section>
        ) : null}
        {found.length > 0 ? (
          <Section heading="Groups">
            {found.map((group) => (
              <Row
                key={group.id}
                value={group.id}
                icon={FolderTree}
                label={group.label}
                aside={group.externalEntityId === group.label ? undefined : group.externalEntityId}
                onSelect={() => go(routes.group(group.id))}
              />
            ))}
          </Section>
        ) : null}
        {pages.length > 0 ? (
          <Section heading="Pages">
            {pages.map((item) => (
              <Row
                key={item.href}
                value={item.href}
                icon={item.icon}
                label={item.label}
                onSelect={() => go(item.href)}
              />
            ))}
          </Section>
        ) : null}
        {actions.length > 0 ? (
          <Section heading="Actions">
            {actions.map((item) => (
              <Row
                key={item.href}
                value={item.href}
                icon={Plus}
                label={item.label}
                onSelect={() => go(item.href)}
              />
            ))}
          </Section>
        ) : null}
        <Command.Empty className="px-3 py-8 text-center text-muted-foreground">
          {groups.isError
            ? groups.error.message
            : groups.isFetching
              ? "Searching…"
              : "Nothing found. A whole key is looked up by its first 16 characters."}
        </Command.Empty>
      </Command.List>
    </Command>
  );
}

function Section({ heading, children }: { heading: string; children: React.ReactNode }) {
  return (
    <Command.Group
      heading={heading}
      className="[&_[cmdk-group-heading]]:px-2.5 [&_[cmdk-group-heading]]:py-1.5 [&_[cmdk-group-heading]]:text-muted-foreground [&_[cmdk-group-heading]]:text-xs"
    >
      {children}
    </Command.Group>
  );
}

interface RowProps {
  value: string;
  icon: LucideIcon;
  label: string;
  aside?: string | undefined;
  onSelect: () => void;
}

function Row({ value, icon: Icon, label, aside, onSelect }: RowProps) {
  return (
    <Command.Item
      value={value}
      onSelect={onSelect}
      className="flex h-9 cursor-pointer items-center gap-2.5 rounded-lg px-2.5 data-[selected=true]:bg-hover"
    >
      <Icon aria-hidden className="size-4 shrink-0 text-muted-foreground" />
      <span className="truncate">{label}</span>
      {aside ? (
        <code className="ml-auto max-w-[45%] truncate pl-3 font-mono text-muted-foreground text-xs">
          {aside}
        </code>
      ) : null}
    </Command.Item>
  );
}
