"use client";

import { type FormEvent, useState } from "react";
import { Field } from "@/components/forms/field";
import { FormError } from "@/components/forms/form-error";
import { CopyAsCurl } from "@/components/shared/curl-button";
import { Button } from "@/components/ui/button";
import {
  Dialog,
  DialogContent,
  DialogDescription,
  DialogFooter,
  DialogTitle,
} from "@/components/ui/dialog";
import { Input } from "@/components/ui/input";
import type { Endpoint } from "@/gateway/contracts/endpoint";
import { deleteEndpointAction } from "./actions";
import { groupsSentence } from "./groups-sentence";
import { useEndpointMutation } from "./use-endpoint-mutation";

interface DeleteDialogProps {
  endpoint: Endpoint;
  onClose: () => void;
}

export function DeleteDialog({ endpoint, onClose }: DeleteDialogProps) {
  const [typed, setTyped] = useState("");
  const remove = useEndpointMutation({
    action: deleteEndpointAction,
    success: (deleted: { slug: string }) => `${deleted.slug} is deleted`,
    onDone: onClose,
  });
  const isConfirmed = typed.trim() === endpoint.slug;
  const submit = (event: FormEvent) => {
    event.preventDefault();
    if (isConfirmed) remove.run({ id: endpoint.id, seen: endpoint });
  };
  return (
    <Dialog open onOpenChange={(isOpen) => (isOpen ? undefined : onClose())}>
      <DialogContent>
        <DialogTitle>Delete {endpoint.slug}</DialogTitle>
        <DialogDescription>
          {groupsSentence(endpoint.group_count)} Their calls will answer 404. The groups keep the
          slug and its limits, so a new endpoint under the same slug serves them again.
        </DialogDescription>
        <form className="space-y-4" onSubmit={submit}>
          <Field label={`Type ${endpoint.slug} to confirm`}>
            <Input
              value={typed}
              className="font-mono text-[13px]"
              onChange={(event) => setTyped(event.target.value)}
            />
          </Field>
          <FormError error={remove.error} />
          <DialogFooter>
            <CopyAsCurl
              className="mr-auto"
              isShortOnPhone
              method="DELETE"
              path={`/v1/gateway/endpoints/${encodeURIComponent(endpoint.id)}`}
            />
            <Button onClick={onClose}>Cancel</Button>
            <Button
              type="submit"
              variant="danger"
              disabled={!isConfirmed}
              pending={remove.isPending}
            >
              Delete endpoint
            </Button>
          </DialogFooter>
        </form>
      </DialogContent>
    </Dialog>
  );
}
