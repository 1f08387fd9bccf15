"use client";

import { useState } from "react";
import { useForm } from "react-hook-form";
import { ActionDialog } from "@/components/forms/action-dialog";
import { Field } from "@/components/forms/field";
import { useAction } from "@/components/forms/use-action";
import { CopyAsCurl } from "@/components/shared/curl-button";
import { Input } from "@/components/ui/input";
import { toast } from "@/components/ui/toaster";
import type { SaveWebhookSettingsBody, WebhookSettings } from "@/gateway/contracts/webhook";
import { plural } from "@/lib/format/format";
import { saveWebhookAction } from "./actions";
import { webhookKeys } from "./queries";
import { targetHint, targetLabel, targetResolver } from "./target-form";

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
  const save = useAction(saveWebhookAction, {
    queryKey: webhookKeys.all,
    onDone: ({ secret }) => {
      if (secret !== null) onSecret(secret);
      else toast("Deliveries go to the new target");
      onClose();
    },
  });
  const problem = form.formState.errors.url?.message ?? save.fieldError("url", targetLabel);
  const waiting = settings.pending_count;
  return (
    <ActionDialog
      title={isNew ? "Set up webhook" : "Change target"}
      description={
        isNew
          ? "Events recorded from now on are sent there. The signing secret is shown once, right after this."
          : waiting > 0
            ? `${plural(waiting, "delivery", "deliveries")} that ${waiting === 1 ? "waits goes" : "wait go"} to the new target too. The signing secret stays the same.`
            : "The signing secret stays the same."
      }
      action={save}
      shownPaths={["url"]}
      submitLabel={isNew ? "Set up webhook" : "Save target"}
      isHeld
      footer={
        <CopyAsCurl
          className="mr-auto"
          operation="saveWebhook"
          input={{
            body: { url: form.watch("url").trim() || "https://billing.example.com/events" },
          }}
        />
      }
      onSubmit={form.handleSubmit(async (body) => void (await save.run({ ...body, seen })))}
      onClose={onClose}
    >
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
    </ActionDialog>
  );
}
