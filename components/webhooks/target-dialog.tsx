"use client";

import { useState } from "react";
import { useForm } from "react-hook-form";
import { toast } from "sonner";
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
import type { SaveWebhookSettingsBody, WebhookSettings } from "@/gateway/contracts/webhook";
import { plural } from "@/lib/format/format";
import { saveWebhookAction } from "./actions";
import { inFormWords, targetHint, targetResolver } from "./target-form";
import { useAction } from "./use-action";

export interface TargetDialogProps {
  settings: WebhookSettings;
  /** undefined = the server does not say. */
  isHttpAllowed: boolean | undefined;
  onClose: () => void;
  /** Gets a new webhook's secret, this once. */
  onSecret: (secret: string) => void;
}

/** Sets up the webhook, or moves it. */
export function TargetDialog({ settings, isHttpAllowed, onClose, onSecret }: TargetDialogProps) {
  const isNew = settings.url === null;
  const form = useForm<SaveWebhookSettingsBody>({
    resolver: targetResolver,
    defaultValues: { url: settings.url ?? "" },
  });
  // As it was when this opened: the page below goes on being read.
  const [seen] = useState(settings);
  const save = useAction(saveWebhookAction);
  const submit = form.handleSubmit(async (body) => {
    const saved = await save.run({ ...body, seen });
    if (!saved) return;
    if (saved.secret !== null) onSecret(saved.secret);
    else toast.success("Deliveries go to the new target");
    onClose();
  });
  const refusal = save.error?.details?.find(({ path }) => path === "url")?.message;
  const problem = form.formState.errors.url?.message ?? (refusal && inFormWords(refusal));
  const waiting = settings.pending_count;
  return (
    <Dialog open onOpenChange={(isOpen) => (isOpen || save.pending ? undefined : onClose())}>
      <DialogContent>
        <DialogTitle>{isNew ? "Set up webhook" : "Change target"}</DialogTitle>
        <DialogDescription>
          {isNew
            ? "Events recorded from now on are sent there. The signing secret is shown once, right after this."
            : waiting > 0
              ? `${plural(waiting, "delivery", "deliveries")} that ${waiting === 1 ? "waits goes" : "wait go"} to the new target too. The signing secret stays the same.`
              : "The signing secret stays the same."}
        </DialogDescription>
        <form noValidate className="space-y-4" onSubmit={submit}>
          <Field label="Target URL" hint={targetHint(isHttpAllowed)} error={problem}>
            <Input
              {...form.register("url", { onChange: save.clear })}
              type="url"
              inputMode="url"
              placeholder="https://billing.example.com/events"
              autoFocus
              className="font-mono text-[13px]"
            />
          </Field>
          {refusal ? null : <FormError error={save.error} />}
          <DialogFooter>
            <CopyAsCurl
              className="mr-auto"
              method="PUT"
              path="/v1/gateway/webhooks/settings"
              body={{ url: form.watch("url").trim() || "https://billing.example.com/events" }}
            />
            <Button onClick={onClose} disabled={save.pending}>
              Cancel
            </Button>
            <Button type="submit" variant="primary" pending={save.pending}>
              {isNew ? "Set up webhook" : "Save target"}
            </Button>
          </DialogFooter>
        </form>
      </DialogContent>
    </Dialog>
  );
}
