"use client";

import { TriangleAlert } from "lucide-react";
import { useState } from "react";
import { ActionDialog } from "@/components/forms/action-dialog";
import { Field } from "@/components/forms/field";
import { useAction } from "@/components/forms/use-action";
import { CopyAsCurl } from "@/components/shared/curl-button";
import { Input } from "@/components/ui/input";
import type { Endpoint } from "@/gateway/contracts/endpoint";
import { slug as slugContract } from "@/gateway/contracts/slug";
import { plural } from "@/lib/format/format";
import { renameEndpointAction } from "./actions";
import { endpointKeys } from "./queries";

interface RenameDialogProps {
  endpoint: Endpoint;
  isHosted: boolean;
  onClose: () => void;
}

/** A new slug for the same target. Groups name slugs, so who named the old one loses it. */
export function RenameDialog({ endpoint, isHosted, onClose }: RenameDialogProps) {
  const [typed, setTyped] = useState(endpoint.slug);
  const [problem, setProblem] = useState<string>();
  const rename = useAction(renameEndpointAction, {
    queryKey: endpointKeys.all,
    isReadFirst: true,
    success: ({ slug }) => `${endpoint.slug} is now ${slug}`,
    onDone: onClose,
  });
  const slug = typed.trim();
  const body = { slug };
  const submit = () => {
    const found = problemOf(slug, endpoint.slug);
    setProblem(found);
    if (!found) void rename.run({ id: endpoint.id, ...body, seen: endpoint });
  };
  return (
    <ActionDialog
      title={`Rename ${endpoint.slug}`}
      action={rename}
      shownPaths={["slug"]}
      submitLabel="Rename endpoint"
      footer={
        <CopyAsCurl
          className="mr-auto"
          isShortOnPhone
          operation="updateEndpoint"
          input={{ params: { endpoint_id: endpoint.id }, body }}
        />
      }
      onSubmit={submit}
      onClose={onClose}
    >
      <div className="flex gap-2 rounded-lg bg-warn-soft px-3 py-2 text-warn">
        <TriangleAlert aria-hidden className="mt-0.5 size-4 shrink-0" />
        <p>
          {breaks(endpoint.group_count)} Calls to <code className="font-mono">{endpoint.slug}</code>{" "}
          answer 404 until those groups name the new slug and the callers send it.
          {isHosted ? " The hosted service may keep the old slug." : ""}
        </p>
      </div>
      <Field label="New slug" error={problem ?? rename.fieldError("slug", "Slug")}>
        <Input
          value={typed}
          className="font-mono text-[13px]"
          onChange={(event) => {
            setTyped(event.target.value);
            setProblem(undefined);
          }}
        />
      </Field>
    </ActionDialog>
  );
}

function problemOf(slug: string, current: string): string | undefined {
  if (slug === current) return "This is the slug it has";
  const rule = slugContract.safeParse(slug).error?.issues[0]?.message;
  return rule && `Slug ${rule}`;
}

function breaks(groupCount: number | undefined): string {
  if (groupCount === undefined) return "Every group that names this slug loses it.";
  if (groupCount === 0) return "No group names this slug yet.";
  return `${plural(groupCount, "group names", "groups name")} this slug and would lose it.`;
}
