"use client";

import { useState } from "react";
import { ConfirmDialog } from "@/components/forms/confirm-dialog";
import { useAction } from "@/components/forms/use-action";
import { Badge } from "@/components/ui/badge";
import { Button } from "@/components/ui/button";
import { DataTable } from "@/components/ui/data-table/data-table";
import { OneTimeReveal } from "@/components/ui/one-time-reveal";
import { RelativeTime } from "@/components/ui/relative-time";
import type { ApiKeyInfo } from "@/gateway/contracts/management-key";
import { keyTypeLabel } from "./key-types";
import { ManagementKeyDialog } from "./management-key-dialog";
import { Section } from "./section";
import { revokeManagementKeyAction } from "./workspace-actions";

export interface ManagementKeysSectionProps {
  keys: ApiKeyInfo[];
  canEdit: boolean;
  /** The hosted service tells no times of a key, and has no view keys. */
  isHosted: boolean;
}

export function ManagementKeysSection(props: ManagementKeysSectionProps) {
  const { keys, canEdit, isHosted } = props;
  const [creating, setCreating] = useState(false);
  const [plaintext, setPlaintext] = useState<string>();
  const [revoking, setRevoking] = useState<ApiKeyInfo | null>(null);
  return (
    <Section
      title="Management keys"
      description="For scripts that manage groups, keys and endpoints over the API. Customers never get one."
      action={
        canEdit ? (
          <Button variant="primary" onClick={() => setCreating(true)}>
            New management key
          </Button>
        ) : null
      }
    >
      <DataTable
        label="Management keys"
        stacked
        rows={keys}
        rowKey={({ id, prefix }) => id ?? prefix}
        columns={[
          {
            header: "Name",
            cellClassName: "wrap-anywhere",
            cell: (key) => (
              <>
                {formatName(key)}
                {key.owner?.email ? (
                  <span className="block text-muted-foreground text-xs">{key.owner.email}</span>
                ) : null}
                {key.is_dashboard ? <Badge className="ml-2">This dashboard</Badge> : null}
              </>
            ),
          },
          {
            header: "Prefix",
            cellClassName: "font-mono text-[13px]",
            cell: ({ prefix }) => prefix,
          },
          { header: "Scope", cell: ({ type }) => keyTypeLabel(type) },
          !isHosted && {
            header: "Created",
            className: "whitespace-nowrap text-muted-foreground",
            cell: ({ created_at: at }) => (at ? <RelativeTime iso={at} /> : "—"),
          },
          !isHosted && {
            header: "Last used",
            className: "whitespace-nowrap text-muted-foreground",
            cell: ({ last_used_at: at }) => (at ? <RelativeTime iso={at} /> : "never"),
          },
          canEdit && {
            header: "Actions",
            isUntitled: true,
            className: "text-right",
            cell: (key) =>
              key.is_dashboard ? null : (
                <Button
                  variant="ghost"
                  size="sm"
                  aria-label={`Revoke ${formatName(key)}`}
                  onClick={() => setRevoking(key)}
                >
                  Revoke
                </Button>
              ),
          },
        ]}
      />
      {creating ? (
        <ManagementKeyDialog
          isHosted={isHosted}
          onClose={() => setCreating(false)}
          onCreated={(key) => {
            setCreating(false);
            setPlaintext(key);
          }}
        />
      ) : null}
      {plaintext ? (
        <OneTimeReveal
          noun="key"
          label="Management key"
          description="It is shown this once. Only a hash of it is stored."
          secret={plaintext}
          onClose={() => setPlaintext(undefined)}
        />
      ) : null}
      {revoking ? <RevokeDialog apiKey={revoking} onClose={() => setRevoking(null)} /> : null}
    </Section>
  );
}

function RevokeDialog({ apiKey, onClose }: { apiKey: ApiKeyInfo; onClose: () => void }) {
  const name = formatName(apiKey);
  const revoke = useAction(revokeManagementKeyAction, {
    refreshes: true,
    success: () => `Management key ${name} revoked`,
    onDone: onClose,
  });
  return (
    <ConfirmDialog
      title="Revoke management key"
      description="Whatever uses it is refused from now on. This can't be undone."
      submitLabel="Revoke key"
      typed={{ label: `Type ${name} to confirm`, text: name }}
      action={revoke}
      onConfirm={() => void revoke.run({ prefix: apiKey.prefix })}
      onClose={onClose}
    />
  );
}

const formatName = ({ name, prefix }: ApiKeyInfo) => name || prefix;
