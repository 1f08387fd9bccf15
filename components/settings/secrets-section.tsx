"use client";

import { KeyRound } from "lucide-react";
import { useState } from "react";
import { ConfirmDialog } from "@/components/forms/confirm-dialog";
import { useAction } from "@/components/forms/use-action";
import { Button } from "@/components/ui/button";
import { EmptyState } from "@/components/ui/empty-state";
import { RelativeTime } from "@/components/ui/relative-time";
import { Table, TBody, TD, TH, THead, TR } from "@/components/ui/table";
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
      {secrets.length === 0 ? (
        <EmptyState
          icon={KeyRound}
          title="No secrets yet"
          body="Save a provider's API key here, then name it in an endpoint."
          action={canEdit ? newSecret : null}
        />
      ) : (
        <Table aria-label="Secrets" stacked>
          <THead>
            <TR>
              <TH>Name</TH>
              <TH>Created</TH>
              {canEdit ? (
                <TH>
                  <span className="sr-only">Actions</span>
                </TH>
              ) : null}
            </TR>
          </THead>
          <TBody>
            {secrets.map((secret) => (
              <TR key={secret.id}>
                <TD className="wrap-anywhere font-mono text-[13px]">{secret.name}</TD>
                <TD label="Created" className="whitespace-nowrap text-muted-foreground">
                  <RelativeTime iso={secret.created_at} />
                </TD>
                {canEdit ? (
                  <TD className="whitespace-nowrap text-right">
                    <Button
                      variant="ghost"
                      size="sm"
                      aria-label={`Replace value of ${secret.name}`}
                      onClick={() => setSaving(secret.name)}
                    >
                      Replace value
                    </Button>
                    <Button
                      variant="ghost"
                      size="sm"
                      aria-label={`Delete ${secret.name}`}
                      onClick={() => setDeleting(secret.name)}
                    >
                      Delete
                    </Button>
                  </TD>
                ) : null}
              </TR>
            ))}
          </TBody>
        </Table>
      )}
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
