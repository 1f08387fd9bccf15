"use client";

import { ConfirmDialog } from "@/components/forms/confirm-dialog";
import { useAction } from "@/components/forms/use-action";
import { CopyAsCurl } from "@/components/shared/curl-button";
import type { Endpoint } from "@/gateway/contracts/endpoint";
import { deleteEndpointAction } from "./actions";
import { groupsSentence } from "./groups-sentence";
import { endpointKeys } from "./queries";

interface DeleteDialogProps {
  endpoint: Endpoint;
  onClose: () => void;
}

export function DeleteDialog({ endpoint, onClose }: DeleteDialogProps) {
  const remove = useAction(deleteEndpointAction, {
    queryKey: endpointKeys.all,
    isReadFirst: true,
    success: ({ slug }) => `${slug} is deleted`,
    onDone: onClose,
  });
  return (
    <ConfirmDialog
      title={`Delete ${endpoint.slug}`}
      description={`${groupsSentence(endpoint.group_count)} Their calls will answer 404. The groups keep the slug and its limits, so a new endpoint under the same slug serves them again.`}
      submitLabel="Delete endpoint"
      typed={{ label: `Type ${endpoint.slug} to confirm`, text: endpoint.slug }}
      action={remove}
      footer={
        <CopyAsCurl
          className="mr-auto"
          isShortOnPhone
          operation="deleteEndpoint"
          input={{ params: { endpoint_id: endpoint.id } }}
        />
      }
      onConfirm={() => void remove.run({ id: endpoint.id, seen: endpoint })}
      onClose={onClose}
    />
  );
}
