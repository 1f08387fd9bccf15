"use client";

import { useRouter } from "next/navigation";
import { useState } from "react";
import { useForm } from "react-hook-form";
import { toast } from "sonner";
import { Field } from "@/components/forms/field";
import { FormError } from "@/components/forms/form-error";
import { CopyAsCurl } from "@/components/shared/curl-button";
import { Button } from "@/components/ui/button";
import { Dialog, DialogContent, DialogFooter, DialogTitle } from "@/components/ui/dialog";
import { Input } from "@/components/ui/input";
import type { ActionError } from "@/lib/gateway/result";
import { toActionError } from "@/lib/gateway/unwrap";
import { renameGroupAction } from "../actions";
import { useGroupTreeActions } from "../tree/group-tree-context";

export interface RenameGroupDialogProps {
  group: { id: string; name: string; externalId: string };
  onClose(): void;
}

export function RenameGroupDialog({ group, onClose }: RenameGroupDialogProps) {
  const router = useRouter();
  const tree = useGroupTreeActions();
  const form = useForm({ defaultValues: { name: group.name } });
  const [error, setError] = useState<ActionError | null>(null);
  const nameError = error?.details
    ?.find((detail) => detail.path === "metadata.name")
    ?.message.replace(/^metadata\.name/, "Name");
  const name = form.watch("name").trim();
  const submit = form.handleSubmit(async (filled) => {
    setError(null);
    const typed = filled.name.trim();
    if (typed === group.name) return onClose();
    const renamed = await renameGroupAction({
      groupId: group.id,
      name: typed,
      was: group.name,
    }).catch((cause: unknown) => ({ ok: false as const, error: toActionError(cause) }));
    if (!renamed.ok) return setError(renamed.error);
    tree.renamed(group.id, renamed.data.label);
    router.refresh();
    toast.success("Group renamed");
    onClose();
  });
  const path = `/v1/gateway/groups/${encodeURIComponent(group.id)}`;
  return (
    <Dialog open onOpenChange={(open) => (open ? undefined : onClose())}>
      <DialogContent>
        <DialogTitle>Rename group</DialogTitle>
        <form onSubmit={submit} noValidate className="space-y-4">
          <Field
            label="Name"
            hint={
              <span className="wrap-anywhere line-clamp-2">
                Blank: the group is shown by its external ID, {group.externalId}.
              </span>
            }
            error={nameError}
          >
            <Input {...form.register("name")} autoFocus />
          </Field>
          {nameError ? null : <FormError error={error} />}
          <DialogFooter>
            <CopyAsCurl
              className="mr-auto"
              method="PATCH"
              path={path}
              body={{ metadata: { name: name || null } }}
            />
            <Button onClick={onClose}>Cancel</Button>
            <Button type="submit" variant="primary" pending={form.formState.isSubmitting}>
              Rename
            </Button>
          </DialogFooter>
        </form>
      </DialogContent>
    </Dialog>
  );
}
