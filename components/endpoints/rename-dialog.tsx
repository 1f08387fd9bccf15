"use client";

import { TriangleAlert } from "lucide-react";
import { type FormEvent, useState } from "react";
import { Field } from "@/components/forms/field";
import { FormError } from "@/components/forms/form-error";
import { CopyAsCurl } from "@/components/shared/curl-button";
import { Button } from "@/components/ui/button";
import { Dialog, DialogContent, DialogFooter, DialogTitle } from "@/components/ui/dialog";
import { Input } from "@/components/ui/input";
import type { Endpoint } from "@/gateway/contracts/endpoint";
import { slug as slugContract } from "@/gateway/contracts/slug";
import { plural } from "@/lib/format/format";
import { renameEndpointAction } from "./actions";
import { useEndpointMutation } from "./use-endpoint-mutation";

interface RenameDialogProps {
  endpoint: Endpoint;
  isHosted: boolean;
  onClose: () => void;
}

/** A new slug for the same target. Groups name slugs, so who named the old one loses it. */
export function RenameDialog({ endpoint, isHosted, onClose }: RenameDialogProps) {
  const [slug, setSlug] = useState(endpoint.slug);
  const [isChecked, setIsChecked] = useState(false);
  const rename = useEndpointMutation({
    action: renameEndpointAction,
    success: (renamed: Endpoint) => `${endpoint.slug} is now ${renamed.slug}`,
    onDone: onClose,
  });
  const parsed = slugContract.safeParse(slug.trim());
  const unchanged = slug.trim() === endpoint.slug;
  const localError = parsed.success
    ? unchanged
      ? "This is the slug it has"
      : undefined
    : parsed.error.issues[0]?.message;
  const serverError = rename.error?.details?.find(({ path }) => path === "slug")?.message;
  const submit = (event: FormEvent) => {
    event.preventDefault();
    setIsChecked(true);
    if (parsed.success && !unchanged)
      rename.run({ id: endpoint.id, slug: parsed.data, seen: endpoint });
  };
  return (
    <Dialog open onOpenChange={(isOpen) => (isOpen ? undefined : onClose())}>
      <DialogContent>
        <DialogTitle>Rename {endpoint.slug}</DialogTitle>
        <form noValidate className="space-y-4" onSubmit={submit}>
          <div className="flex gap-2 rounded-lg bg-warn-soft px-3 py-2 text-warn">
            <TriangleAlert aria-hidden className="mt-0.5 size-4 shrink-0" />
            <p>
              {breaks(endpoint.group_count)} Calls to{" "}
              <code className="font-mono">{endpoint.slug}</code> answer 404 until those groups name
              the new slug and the callers send it.
              {isHosted ? " The hosted service may keep the old slug." : ""}
            </p>
          </div>
          <Field label="New slug" error={(isChecked ? localError : undefined) ?? serverError}>
            <Input
              value={slug}
              className="font-mono text-[13px]"
              onChange={(event) => setSlug(event.target.value)}
            />
          </Field>
          <FormError error={rename.error} shownPaths={["slug"]} />
          <DialogFooter>
            <CopyAsCurl
              className="mr-auto"
              isShortOnPhone
              method="PATCH"
              path={`/v1/gateway/endpoints/${encodeURIComponent(endpoint.id)}`}
              body={{ slug: slug.trim() }}
            />
            <Button onClick={onClose}>Cancel</Button>
            <Button type="submit" variant="primary" pending={rename.isPending}>
              Rename endpoint
            </Button>
          </DialogFooter>
        </form>
      </DialogContent>
    </Dialog>
  );
}

function breaks(groupCount: number | undefined): string {
  if (groupCount === undefined) return "Every group that names this slug loses it.";
  if (groupCount === 0) return "No group names this slug yet.";
  return `${plural(groupCount, "group names", "groups name")} this slug and would lose it.`;
}
