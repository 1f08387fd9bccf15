"use client";

import { KeyRound } from "lucide-react";
import { useState } from "react";
import { ConfirmDialog } from "@/components/forms/confirm-dialog";
import { useAction } from "@/components/forms/use-action";
import { Button } from "@/components/ui/button";
import { DataTable } from "@/components/ui/data-table/data-table";
import { EmptyState } from "@/components/ui/empty-state";
import { RelativeTime } from "@/components/ui/relative-time";
import type { Secret } from "@/gateway/contracts/secret";
import { SecretDialog } from "./secret-dialog";
import { Section } from "./section";
import { deleteSecretAction } from "./workspace-actions";

export function SecretsSection({ secrets, canEdit }: { secrets: Secret[]; canEdit: boolean }) {
  /** The name to replace, "" for a new one, null = closed. */
  const [saving, setSaving] = useState<string | null>(null);
  const [deleting, setDeleting] = useState<string | null>(null);
  const newSecret = (
    <Button variant="primary" onClick={() => setSaving("")}>
      New secret
    </Button>
  );
  return (
    <Section
      title="Secrets"
      description="Keys of the model providers that endpoints call. Encrypted at rest; a value can be replaced, never read back."
      action={canEdit && secrets.length > 0 ? newSecret : null}
    >
      <DataTable
        label="Secrets"
        stacked
        rows={secrets}
        rowKey={({ id }) => id}
        columns={[
          {
            header: "Name",
            cellClassName: "wrap-anywhere font-mono text-[13px]",
            cell: ({ name }) => name,
          },
          {
            header: "Created",
            className: "whitespace-nowrap text-muted-foreground",
            cell: (secret) => <RelativeTime iso={secret.created_at} />,
          },
          canEdit && {
            header: "Actions",
            isUntitled: true,
            className: "whitespace-nowrap text-right",
            cell: ({ name }) => (
              <>
                <Button
                  variant="ghost"
                  size="sm"
                  aria-label={`Replace value of ${name}`}
                  onClick={() => setSaving(name)}
                >
                  Replace value
                </Button>
                <Button
                  variant="ghost"
                  size="sm"
                  aria-label={`Delete ${name}`}
                  onClick={() => setDeleting(name)}
                >
                  Delete
                </Button>
              </>
            ),
          },
        ]}
        empty={
          <EmptyState
            icon={KeyRound}
            title="No secrets yet"
            body="Save a provider's API key here, then name it in an endpoint."
            action={canEdit ? newSecret : null}
          />
        }
      />
      {saving === null ? null : (
        <SecretDialog name={saving} existing={secrets} onClose={() => setSaving(null)} />
      )}
      {deleting === null ? null : (
        <DeleteDialog name={deleting} onClose={() => setDeleting(null)} />
      )}
    </Section>
  );
}

function DeleteDialog({ name, onClose }: { name: string; onClose: () => void }) {
  const remove = useAction(deleteSecretAction, {
    refreshes: true,
    success: () => `Secret ${name} deleted`,
    onDone: onClose,
  });
  return (
    <ConfirmDialog
      title="Delete secret"
      description="Endpoints that use it can't reach their provider any more."
      submitLabel="Delete secret"
      typed={{ label: `Type ${name} to confirm`, text: name }}
      action={remove}
      onConfirm={() => void remove.run({ name })}
      onClose={onClose}
    />
  );
}
