"use client";

import { useInfiniteQuery, useQueryClient } from "@tanstack/react-query";
import { KeyRound, Plus } from "lucide-react";
import dynamic from "next/dynamic";
import { useSearchParams } from "next/navigation";
import { useState } from "react";
import { Button } from "@/components/ui/button";
import { EmptyState } from "@/components/ui/empty-state";
import { FormError } from "@/components/ui/form-error";
import { TableSkeleton } from "@/components/ui/skeleton";
import type { ApiKey, MintedKey } from "@/gateway/contracts/key";
import { actionErrorOf } from "@/lib/unwrap";
import { KeysTable } from "./keys-table";
import { MintKeyDialog } from "./mint-key-dialog";
import { fetchKeys, keyKeys } from "./queries";
import type { KeyPage } from "./read-keys";
import { RevealKeyDialog } from "./reveal-key-dialog";
import { RevokeKeyDialog } from "./revoke-key-dialog";
import { RotationCard } from "./rotation-card";
import { useRotation } from "./use-rotation";

/** Without it, all around would give way to a skeleton until a dialog was fetched. */
const noLoading = () => null;
const RegisterKeyDialog = dynamic(
  () => import("./register-key-dialog").then((module) => module.RegisterKeyDialog),
  { loading: noLoading },
);

export interface KeysPanelProps {
  groupId: string;
  /** null = it could not be read on the server: the browser asks again. */
  first: KeyPage | null;
  /** The server tells when keys were created and used. */
  hasTimes: boolean;
  /** null = not known (the hosted service does not tell). */
  hasPublicKey: boolean | null;
  canEdit: boolean;
  baseUrl: string;
  slug: string;
}

type Open =
  | { dialog: "mint"; replaces: ApiKey | null }
  | { dialog: "register" }
  | { dialog: "revoke"; key: ApiKey }
  | null;

export function KeysPanel(props: KeysPanelProps) {
  const { groupId, first, hasTimes, hasPublicKey, canEdit, baseUrl, slug } = props;
  const client = useQueryClient();
  // `?mint=1`: the overview's checklist leads straight into the dialog.
  const isAskedFor = useSearchParams().get("mint") === "1";
  const [open, setOpen] = useState<Open>(
    canEdit && isAskedFor ? { dialog: "mint", replaces: null } : null,
  );
  /** The one place that holds the plaintext, until the dialog closes. */
  const [minted, setMinted] = useState<MintedKey | null>(null);
  const { rotation, start, end } = useRotation();
  const keys = useInfiniteQuery({
    queryKey: keyKeys.list(groupId),
    queryFn: ({ pageParam, signal }) => fetchKeys(groupId, pageParam, signal),
    initialPageParam: null as string | null,
    getNextPageParam: (page: KeyPage) => page.cursor,
    ...(first ? { initialData: { pages: [first], pageParams: [null] } } : {}),
  });
  const items = keys.data?.pages.flatMap((page) => page.items) ?? [];
  const close = () => setOpen(null);
  const refresh = () => client.invalidateQueries({ queryKey: keyKeys.list(groupId) });

  const actions = canEdit ? (
    <div className="flex flex-wrap gap-2">
      <Button variant="primary" onClick={() => setOpen({ dialog: "mint", replaces: null })}>
        <Plus aria-hidden /> Mint key
      </Button>
      <Button onClick={() => setOpen({ dialog: "register" })}>Register a key</Button>
    </div>
  ) : null;

  return (
    <div className="space-y-4">
      {items.length > 0 ? (
        <div className="flex flex-wrap items-start justify-between gap-3">
          <p className="max-w-prose text-muted-foreground">
            Every key of this group shares its models and limits.
          </p>
          {actions}
        </div>
      ) : null}
      {rotation ? (
        <RotationCard
          key={rotation.newPrefix}
          groupId={groupId}
          rotation={rotation}
          canEdit={canEdit}
          onRevoke={(key) => setOpen({ dialog: "revoke", key })}
          onEnd={end}
        />
      ) : null}
      {keys.isError ? <FormError error={actionErrorOf(keys.error)} /> : null}
      {keys.isPending ? (
        <TableSkeleton rows={3} label="keys" />
      ) : items.length > 0 ? (
        <KeysTable
          items={items}
          hasTimes={hasTimes}
          canEdit={canEdit}
          onRotate={(key) => setOpen({ dialog: "mint", replaces: key })}
          onRevoke={(key) => setOpen({ dialog: "revoke", key })}
        />
      ) : keys.isError ? null : (
        <EmptyState
          icon={KeyRound}
          title="No keys"
          body="A key lets a customer's software call the models of this group. It is shown once, when it is minted."
          action={actions}
        />
      )}
      {keys.hasNextPage ? (
        <Button onClick={() => keys.fetchNextPage()} pending={keys.isFetchingNextPage}>
          Show more keys
        </Button>
      ) : null}
      {open?.dialog === "mint" ? (
        <MintKeyDialog
          groupId={groupId}
          replaces={open.replaces && { name: open.replaces.name ?? null }}
          onClose={() => {
            close();
            void refresh();
          }}
          onMinted={(key) => {
            // Before the reveal, which holds the history in its place.
            if (open.replaces) start({ oldPrefix: open.replaces.prefix, newPrefix: key.prefix });
            setMinted(key);
            close();
            void refresh();
          }}
        />
      ) : null}
      {minted ? (
        <RevealKeyDialog
          minted={minted}
          baseUrl={baseUrl}
          slug={slug}
          onClose={() => setMinted(null)}
        />
      ) : null}
      {open?.dialog === "register" ? (
        <RegisterKeyDialog
          groupId={groupId}
          hasPublicKey={hasPublicKey !== false}
          onClose={close}
          onRegistered={() => {
            close();
            void refresh();
          }}
        />
      ) : null}
      {open?.dialog === "revoke" ? (
        <RevokeKeyDialog
          groupId={groupId}
          apiKey={{ prefix: open.key.prefix, name: open.key.name ?? null }}
          onClose={close}
          onRevoked={() => {
            close();
            void refresh();
          }}
        />
      ) : null}
    </div>
  );
}
