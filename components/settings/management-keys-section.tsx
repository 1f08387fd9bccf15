"use client";

import { useState } from "react";
import { toast } from "sonner";
import { Badge } from "@/components/ui/badge";
import { Button } from "@/components/ui/button";
import { RelativeTime } from "@/components/ui/relative-time";
import { Table, TBody, TD, TH, THead, TR } from "@/components/ui/table";
import type { ManagementKey } from "@/gateway/contracts/workspace";
import { ConfirmDialog } from "./confirm-dialog";
import { ManagementKeyDialog } from "./management-key-dialog";
import { OneTimeSecret } from "./one-time-secret";
import { Section } from "./section";
import { useAction } from "./use-action";
import { revokeManagementKeyAction } from "./workspace-actions";

export interface ManagementKeysSectionProps {
  keys: ManagementKey[];
  canEdit: boolean;
}

export function ManagementKeysSection({ keys, canEdit }: ManagementKeysSectionProps) {
  const [creating, setCreating] = useState(false);
  const [plaintext, setPlaintext] = useState<string>();
  const [revoking, setRevoking] = useState<ManagementKey | null>(null);
  const revoke = useAction(revokeManagementKeyAction);
  const confirmRevoke = async () => {
    if (!revoking || (await revoke.run({ id: revoking.id })) === undefined) return;
    toast.success(`Management key ${revoking.name} revoked`);
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
            <TH>Created</TH>
            <TH>Last used</TH>
            {canEdit ? (
              <TH>
                <span className="sr-only">Actions</span>
              </TH>
            ) : null}
          </TR>
        </THead>
        <TBody>
          {keys.map((key) => (
            <TR key={key.id}>
              <TD className="wrap-anywhere">
                {key.name}
                {key.is_dashboard ? <Badge className="ml-2">This dashboard</Badge> : null}
              </TD>
              <TD label="Prefix" className="font-mono text-[13px]">
                {key.prefix}
              </TD>
              <TD label="Scope">{key.scope === "view" ? "View" : "Management"}</TD>
              <TD label="Created" className="whitespace-nowrap text-muted-foreground">
                <RelativeTime iso={key.created_at} />
              </TD>
              <TD label="Last used" className="whitespace-nowrap text-muted-foreground">
                {key.last_used_at ? <RelativeTime iso={key.last_used_at} /> : "never"}
              </TD>
              {canEdit ? (
                <TD className="text-right">
                  {key.is_dashboard ? null : (
                    <Button
                      variant="ghost"
                      size="sm"
                      aria-label={`Revoke ${key.name}`}
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
        onOpenChange={setCreating}
        onCreated={(key) => {
          setCreating(false);
          setPlaintext(key);
        }}
      />
      <OneTimeSecret
        title="Save this key now"
        description="It is shown this once. Only a hash of it is stored."
        label="Management key"
        value={plaintext}
        onDone={() => setPlaintext(undefined)}
      />
      <ConfirmDialog
        open={revoking !== null}
        onOpenChange={() => {
          revoke.clear();
          setRevoking(null);
        }}
        title="Revoke management key"
        description="Whatever uses it is refused from now on. This can't be undone."
        confirmLabel="Revoke key"
        typed={{ label: `Type ${revoking?.name ?? ""} to confirm`, text: revoking?.name ?? "" }}
        pending={revoke.pending}
        error={revoke.error}
        onConfirm={() => void confirmRevoke()}
      />
    </Section>
  );
}
