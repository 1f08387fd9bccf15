"use client";

import { useState } from "react";
import { ConfirmDialog } from "@/components/forms/confirm-dialog";
import { useAction } from "@/components/forms/use-action";
import { Badge } from "@/components/ui/badge";
import { Button } from "@/components/ui/button";
import { OneTimeReveal } from "@/components/ui/one-time-reveal";
import { RelativeTime } from "@/components/ui/relative-time";
import { Table, TBody, TD, TH, THead, TR } from "@/components/ui/table";
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
      <Table aria-label="Management keys" stacked>
        <THead>
          <TR>
            <TH>Name</TH>
            <TH>Prefix</TH>
            <TH>Scope</TH>
            {isHosted ? null : (
              <>
                <TH>Created</TH>
                <TH>Last used</TH>
              </>
            )}
            {canEdit ? (
              <TH>
                <span className="sr-only">Actions</span>
              </TH>
            ) : null}
          </TR>
        </THead>
        <TBody>
          {keys.map((key) => (
            <TR key={key.id ?? key.prefix}>
              <TD className="wrap-anywhere">
                {formatName(key)}
                {key.owner?.email ? (
                  <span className="block text-muted-foreground text-xs">{key.owner.email}</span>
                ) : null}
                {key.is_dashboard ? <Badge className="ml-2">This dashboard</Badge> : null}
              </TD>
              <TD label="Prefix" className="font-mono text-[13px]">
                {key.prefix}
              </TD>
              <TD label="Scope">{keyTypeLabel(key.type)}</TD>
              {isHosted ? null : (
                <>
                  <TD label="Created" className="whitespace-nowrap text-muted-foreground">
                    {key.created_at ? <RelativeTime iso={key.created_at} /> : "—"}
                  </TD>
                  <TD label="Last used" className="whitespace-nowrap text-muted-foreground">
                    {key.last_used_at ? <RelativeTime iso={key.last_used_at} /> : "never"}
                  </TD>
                </>
              )}
              {canEdit ? (
                <TD className="text-right">
                  {key.is_dashboard ? null : (
                    <Button
                      variant="ghost"
                      size="sm"
                      aria-label={`Revoke ${formatName(key)}`}
                      onClick={() => setRevoking(key)}
                    >
                      Revoke
                    </Button>
                  )}
                </TD>
              ) : null}
            </TR>
          ))}
        </TBody>
      </Table>
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
