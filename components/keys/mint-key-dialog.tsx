"use client";

import { useState } from "react";
import { ActionDialog } from "@/components/forms/action-dialog";
import { Field } from "@/components/forms/field";
import { useAction } from "@/components/forms/use-action";
import { CopyAsCurl } from "@/components/shared/curl-button";
import { Input } from "@/components/ui/input";
import type { ApiKey, MintedKey } from "@/gateway/contracts/key";
import { mintKeyAction } from "./actions";
import { nextKeyName } from "./next-key-name";

export interface MintKeyDialogProps {
  groupId: string;
  /** The key that the new one is to take the place of. */
  replaces: ApiKey | null;
  /** Names of the group's keys. */
  taken: readonly (string | null)[];
  onClose(): void;
  /** `isFollowed` is false where the rotation could not be noted. */
  onMinted(key: MintedKey, isFollowed: boolean): void;
}

export function MintKeyDialog(props: MintKeyDialogProps) {
  const { groupId, replaces, taken, onClose, onMinted } = props;
  // Once: the list below may change while the name is typed.
  const [suggested] = useState(() => (replaces ? nextKeyName(replaces.name ?? null, taken) : ""));
  const [typed, setTyped] = useState(suggested);
  const mint = useAction(mintKeyAction, {
    onDone: ({ minted, isFollowed }) => onMinted(minted, isFollowed),
  });
  const name = typed.trim();
  return (
    <ActionDialog
      title={replaces ? `Rotate ${replaces.name ? `“${replaces.name}”` : "a key"}` : "Mint a key"}
      description={
        replaces ? (
          <>
            A new key takes the place of{" "}
            <code className="font-mono text-[13px]">{replaces.prefix}</code>. Both work until you
            revoke the old one, which you do once it has gone quiet.
          </>
        ) : (
          "It is shown once, right after this. Limits belong to the group, not to the key."
        )
      }
      action={{ ...mint, error: mint.isLost ? lost : mint.error }}
      shownPaths={["name"]}
      submitLabel={replaces ? "Mint the new key" : "Mint"}
      isHeld
      footer={
        <CopyAsCurl
          className="mr-auto"
          operation="mintKey"
          input={{ params: { group_id: groupId }, body: name ? { name } : {} }}
        />
      }
      onSubmit={() => void mint.run({ groupId, name: typed, replaces: replaces?.prefix ?? null })}
      onClose={onClose}
    >
      <Field
        label="Key name"
        hint="For your lists: what will use it, such as production."
        error={mint.fieldError("name", "Name")}
        warning={
          name !== "" && name === replaces?.name
            ? "The old key is called this too: in your lists you would tell them apart by their prefix only."
            : null
        }
        optional
      >
        <Input value={typed} onChange={(event) => setTyped(event.currentTarget.value)} autoFocus />
      </Field>
    </ActionDialog>
  );
}

/** The answer was lost, not necessarily the key: it would be in the list, and can be revoked. */
const lost = {
  code: "UNREACHABLE",
  message:
    "No answer came back. Look at the list: if a new key is there, revoke it and mint again.",
};
