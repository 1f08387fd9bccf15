"use client";

import { KeyRound, Plus } from "lucide-react";
import dynamic from "next/dynamic";
import { useSearchParams } from "next/navigation";
import { useState } from "react";
import { FormError } from "@/components/forms/form-error";
import { Button } from "@/components/ui/button";
import { EmptyState } from "@/components/ui/empty-state";
import { fetchAhead } from "@/components/ui/fetch-ahead";
import { TableSkeleton } from "@/components/ui/skeleton";
import { useFetched } from "@/components/ui/use-fetched";
import type { ApiKey, MintedKey } from "@/gateway/contracts/key";
import { toActionError } from "@/lib/gateway/unwrap";
import { KeysTable } from "./keys-table";
import type { KeyPage } from "./read-keys";
import { RevealKeyDialog } from "./reveal-key-dialog";
import { RevokeKeyDialog } from "./revoke-key-dialog";
import { RotationCard, RotationOver } from "./rotation-card";
import { useKeys } from "./use-keys";

/** Without it, all around would give way to a skeleton until a dialog was fetched. */
const noLoading = () => null;
const loadMintKeyDialog = () => import("./mint-key-dialog").then((module) => module.MintKeyDialog);
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
  // `?mint=1`: the overview's checklist leads straight into the dialog.
  const isAskedFor = useSearchParams().get("mint") === "1";
  const [open, setOpen] = useState<Open>(
    canEdit && isAskedFor ? { dialog: "mint", replaces: null } : null,
  );
  /** The one place that holds the plaintext, until the dialog closes. */
  const [minted, setMinted] = useState<MintedKey | null>(null);
  /** The new key of a rotation that was ended here, until that is read. */
  const [over, setOver] = useState<ApiKey | null>(null);
  const [isUnfollowed, setUnfollowed] = useState(false);
  const { query, items, rotations, refresh } = useKeys(groupId, first, hasTimes);
  // The list may still tell of one that was ended a moment ago.
  const shown = rotations.filter(({ newKey }) => newKey.prefix !== over?.prefix);
  const close = () => setOpen(null);
  const MintKeyDialog = useFetched(open?.dialog === "mint", loadMintKeyDialog);

  const actions = canEdit ? (
    <div className="flex flex-wrap gap-2">
      <Button
        variant="primary"
        {...fetchAhead(loadMintKeyDialog)}
        onClick={() => setOpen({ dialog: "mint", replaces: null })}
      >
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
      {isUnfollowed ? (
        <p role="alert" className="rounded-lg bg-warn-soft px-3 py-2 text-warn">
          The new key is minted, but which one it replaces could not be noted: revoke the old one in
          the list once it has gone quiet.
        </p>
      ) : null}
      {over ? <RotationOver newKey={over} onClose={() => setOver(null)} /> : null}
      {shown.map((rotation) => (
        <RotationCard
          key={`${rotation.oldKey.prefix} ${rotation.newKey.prefix}`}
          groupId={groupId}
          rotation={rotation}
          canEdit={canEdit}
          onRevoke={(key) => setOpen({ dialog: "revoke", key })}
          onEnded={() => void refresh()}
        />
      ))}
      {query.isError ? <FormError error={toActionError(query.error)} /> : null}
      {query.isPending ? (
        <TableSkeleton rows={3} label="keys" />
      ) : items.length > 0 ? (
        <KeysTable
          items={items}
          hasTimes={hasTimes}
          canEdit={canEdit}
          onRotate={(key) => setOpen({ dialog: "mint", replaces: key })}
          onRevoke={(key) => setOpen({ dialog: "revoke", key })}
        />
      ) : query.isError ? null : (
        <EmptyState
          icon={KeyRound}
          title="No keys"
          body="A key lets a customer's software call the models of this group. It is shown once, when it is minted."
          action={actions}
        />
      )}
      {query.hasNextPage ? (
        <Button onClick={() => query.fetchNextPage()} pending={query.isFetchingNextPage}>
          Show more keys
        </Button>
      ) : null}
      {open?.dialog === "mint" && MintKeyDialog ? (
        <MintKeyDialog
          groupId={groupId}
          replaces={open.replaces}
          taken={items.map(({ name }) => name ?? null)}
          onClose={() => {
            close();
            void refresh();
          }}
          onMinted={(key, isFollowed) => {
            setMinted(key);
            setUnfollowed(!isFollowed);
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
            const ended = rotations.find(({ oldKey }) => oldKey.prefix === open.key.prefix);
            if (ended) setOver(ended.newKey);
            close();
            void refresh();
          }}
        />
      ) : null}
    </div>
  );
}
