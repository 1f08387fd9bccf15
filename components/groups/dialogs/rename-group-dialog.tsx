"use client";

import { useState } from "react";
import { ActionDialog } from "@/components/forms/action-dialog";
import { Field } from "@/components/forms/field";
import { useAction } from "@/components/forms/use-action";
import { CopyAsCurl } from "@/components/shared/curl-button";
import { Input } from "@/components/ui/input";
import { renameGroupAction } from "../actions";
import { useGroupTreeActions } from "../tree/group-tree-context";

export interface RenameGroupDialogProps {
  group: { id: string; name: string; externalId: string };
  onClose(): void;
}

export function RenameGroupDialog({ group, onClose }: RenameGroupDialogProps) {
  const tree = useGroupTreeActions();
  const [typed, setTyped] = useState(group.name);
  const name = typed.trim();
  const rename = useAction(renameGroupAction, {
    refreshes: true,
    success: () => "Group renamed",
    onDone: ({ label }) => {
      tree.renamed(group.id, label);
      onClose();
    },
  });
  const submit = () => {
    if (name === group.name) onClose();
    else void rename.run({ groupId: group.id, name, was: group.name });
  };
  return (
    <ActionDialog
      title="Rename group"
      action={rename}
      shownPaths={["metadata.name"]}
      submitLabel="Rename"
      footer={
        <CopyAsCurl
          className="mr-auto"
          operation="updateGroup"
          input={{ params: { group_id: group.id }, body: { metadata: { name: name || null } } }}
        />
      }
      onSubmit={submit}
      onClose={onClose}
    >
      <Field
        label="Name"
        hint={
          <span className="wrap-anywhere line-clamp-2">
            Blank: the group is shown by its external ID, {group.externalId}.
          </span>
        }
        error={rename.fieldError("metadata.name", "Name")}
      >
        <Input value={typed} onChange={(event) => setTyped(event.currentTarget.value)} autoFocus />
      </Field>
    </ActionDialog>
  );
}
