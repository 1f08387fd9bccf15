"use client";

import { useState } from "react";
import { toast } from "sonner";
import { Badge } from "@/components/ui/badge";
import { Button } from "@/components/ui/button";
import { OneTimeReveal } from "@/components/ui/one-time-reveal";
import { RelativeTime } from "@/components/ui/relative-time";
import { Table, TBody, TD, TH, THead, TR } from "@/components/ui/table";
import type { ApiKeyInfo } from "@/gateway/contracts/management-key";
import { ConfirmDialog } from "./confirm-dialog";
import { keyTypeLabel } from "./key-types";
import { ManagementKeyDialog } from "./management-key-dialog";
import { Section } from "./section";
import { useAction } from "./use-action";
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
  const revoke = useAction(revokeManagementKeyAction);
  const typed = revoking ? formatName(revoking) : "";
  const confirmRevoke = async () => {
    if (!revoking || (await revoke.run({ prefix: revoking.prefix })) === undefined) return;
    toast.success(`Management key ${formatName(revoking)} revoked`);
    setRevoking(null);
  };
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
      <ManagementKeyDialog
        open={creating}
        isHosted={isHosted}
        onOpenChange={setCreating}
        onCreated={(key) => {
          setCreating(false);
          setPlaintext(key);
        }}
      />
      {plaintext ? (
        <OneTimeReveal
          noun="key"
          label="Management key"
          description="It is shown this once. Only a hash of it is stored."
          secret={plaintext}
          onClose={() => setPlaintext(undefined)}
        />
      ) : null}
      <ConfirmDialog
        open={revoking !== null}
        onOpenChange={() => {
          revoke.clear();
          setRevoking(null);
        }}
        title="Revoke management key"
        description="Whatever uses it is refused from now on. This can't be undone."
        confirmLabel="Revoke key"
        typed={{ label: `Type ${typed} to confirm`, text: typed }}
        pending={revoke.pending}
        error={revoke.error}
        onConfirm={() => void confirmRevoke()}
      />
    </Section>
  );
}

const formatName = ({ name, prefix }: ApiKeyInfo) => name || prefix;
