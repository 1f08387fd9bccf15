"use client";

import { keepPreviousData, useQuery } from "@tanstack/react-query";
import { Command } from "cmdk";
import { Boxes, Download, FolderTree, Plus, ReceiptText, Search } from "lucide-react";
import { useRouter } from "next/navigation";
import { Dialog } from "radix-ui";
import { useDeferredValue, useState } from "react";
import { keyPrefixCharacters } from "@/gateway/contracts/sizes";
import { fetchResult } from "@/lib/gateway/unwrap";
import type { FoundGroup } from "@/lib/groups/search-groups";
import { searchTerm } from "@/lib/groups/search-term";
import { requestIdIn } from "@/lib/requests/request-id";
import { routes } from "@/lib/url-state/routes";
import { type Audience, navigationFor } from "./navigation";
import { paletteActions } from "./palette-actions";
import { Row, Section } from "./palette-row";

export interface PaletteDialogProps {
  audience: Audience;
  open: boolean;
  onOpenChange: (open: boolean) => void;
}

export function PaletteDialog({ open, onOpenChange, audience }: PaletteDialogProps) {
  return (
    <Dialog.Root open={open} onOpenChange={onOpenChange}>
      <Dialog.Portal>
        <Dialog.Overlay className="fixed inset-0 z-50 animate-fade-in bg-black/50" />
        <Dialog.Content
          aria-describedby={undefined}
          className="fixed inset-x-3 top-[max(1rem,12dvh)] z-50 mx-auto max-w-140 animate-rise-in overflow-hidden rounded-xl border border-border bg-popover shadow-overlay outline-none"
        >
          <Dialog.Title className="sr-only">Search</Dialog.Title>
          <Palette audience={audience} onDone={() => onOpenChange(false)} />
        </Dialog.Content>
      </Dialog.Portal>
    </Dialog.Root>
  );
}

interface PaletteProps {
  audience: Audience;
  onDone: () => void;
}

function Palette({ audience, onDone }: PaletteProps) {
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
  const isWhole = audience.subtreeGroupId === null;
  const slugs = useQuery({
    queryKey: ["palette-slugs"],
    queryFn: ({ signal }) => fetchResult<string[]>("/api/groups/slugs", signal),
    enabled: isWhole && term.length > 0,
    staleTime: 30_000,
  });
  const foundSlugs = term.length > 0 && isWhole ? slugsWith(slugs.data ?? [], term) : [];
  const isCut = term !== typed.trim() && term.length === keyPrefixCharacters;
  const found = term.length > 0 ? (groups.data ?? []) : [];
  const go = (href: string) => {
    onDone();
    router.push(href);
  };
  const download = (href: string) => {
    onDone();
    // Answered as a file to save: the page stays.
    window.location.assign(href);
  };
  const matches = (label: string) => label.toLowerCase().includes(typed.trim().toLowerCase());
  const pages = navigationFor(audience).filter((item) => matches(item.label));
  const requestId = audience.capabilities.includes("request_lookup") ? requestIdIn(typed) : null;
  const actions = paletteActions(audience).filter((item) => matches(item.label));
  const values = [
    ...(requestId ? [requestId] : []),
    ...found.map(({ id }) => id),
    ...foundSlugs.map(endpointValue),
    ...[...pages, ...actions].map(({ href }) => href),
  ];
  const isEmpty = values.length === 0;
  // Results come after the keystroke that asked for them: Enter takes the first unless one was chosen.
  const [chosen, setChosen] = useState("");
  const selected = values.includes(chosen) ? chosen : (values[0] ?? "");

  return (
    <Command shouldFilter={false} label="Search" loop value={selected} onValueChange={setChosen}>
      <div className="flex h-12 items-center gap-2.5 border-border border-b px-4">
        <Search aria-hidden className="size-4 shrink-0 text-muted-foreground" />
        <Command.Input
          value={typed}
          onValueChange={setTyped}
          placeholder="Groups by name, id or key; endpoints; pages"
          className="h-full w-full bg-transparent outline-none"
        />
      </div>
      <Command.List hidden={isEmpty} className="max-h-[min(24rem,60dvh)] overflow-y-auto p-1.5">
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
        {foundSlugs.length > 0 ? (
          <Section heading="Endpoints">
            {foundSlugs.map((slug) => (
              <Row
                key={slug}
                value={endpointValue(slug)}
                icon={Boxes}
                label={slug}
                onSelect={() => go(routes.endpoint(slug))}
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
                icon={item.isFile ? Download : Plus}
                label={item.label}
                onSelect={() => (item.isFile ? download(item.href) : go(item.href))}
              />
            ))}
          </Section>
        ) : null}
      </Command.List>
      {/* Beside the list: a listbox may hold options only. */}
      {isEmpty ? (
        <p role="status" className="px-3 py-8 text-center text-muted-foreground">
          {groups.isError
            ? groups.error.message
            : groups.isFetching
              ? "Searching…"
              : isCut
                ? "Nothing found. A whole key is looked up by its first 16 characters."
                : "Nothing found."}
        </p>
      ) : null}
    </Command>
  );
}

const slugsMax = 6;
const endpointValue = (slug: string) => `endpoint ${slug}`;

function slugsWith(slugs: string[], term: string): string[] {
  const wanted = term.toLowerCase();
  return slugs.filter((slug) => slug.toLowerCase().includes(wanted)).slice(0, slugsMax);
}
