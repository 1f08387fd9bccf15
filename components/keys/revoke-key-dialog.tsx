"use client";

import { ConfirmDialog } from "@/components/forms/confirm-dialog";
import { useAction } from "@/components/forms/use-action";
import { CopyAsCurl } from "@/components/shared/curl-button";
import { revokeKeyAction } from "./actions";

export interface RevokeKeyDialogProps {
  groupId: string;
  apiKey: { prefix: string; name: string | null };
  onClose(): void;
  onRevoked(): void;
}

export function RevokeKeyDialog({ groupId, apiKey, onClose, onRevoked }: RevokeKeyDialogProps) {
  const { prefix, name } = apiKey;
  const revoke = useAction(revokeKeyAction, {
    success: () => "Key revoked",
    onDone: onRevoked,
  });
  const end = prefix.slice(-4);
  return (
    <ConfirmDialog
      title={<>Revoke {name ? `“${name}”` : "this key"}?</>}
      description={
        <>
          <code className="font-mono">{prefix}</code> is refused from now on, everywhere, for good.
        </>
      }
      submitLabel="Revoke key"
      typed={{
        label: (
          <>
            Type the last 4 characters of the prefix, <code className="font-mono">{end}</code>, to
            confirm
          </>
        ),
        text: end,
      }}
      action={revoke}
      footer={
        <CopyAsCurl
          className="mr-auto"
          operation="revokeKey"
          input={{ params: { group_id: groupId, prefix } }}
        />
      }
      onConfirm={(confirmation) => void revoke.run({ groupId, prefix, confirmation })}
      onClose={onClose}
    />
  );
}
