"use client";

import { TriangleAlert } from "lucide-react";
import { type ReactNode, useState } from "react";
import { ActionDialog } from "@/components/forms/action-dialog";
import { Field } from "@/components/forms/field";
import { useAction } from "@/components/forms/use-action";
import { CopyAsCurl } from "@/components/shared/curl-button";
import { NativeSelect } from "@/components/ui/select";
import { overlapSecondsMax, type WebhookSettings } from "@/gateway/contracts/webhook";
import { exactUtc } from "@/lib/format/format";
import { rotateWebhookSecretAction } from "./actions";
import { webhookKeys } from "./queries";

const hour = 3_600;
const overlaps = [
  { seconds: 0, label: "None: the old secret ends at once" },
  { seconds: hour, label: "1 hour" },
  { seconds: 24 * hour, label: "24 hours" },
  { seconds: 72 * hour, label: "3 days" },
  { seconds: overlapSecondsMax, label: "7 days" },
];

export interface RotateDialogProps {
  settings: WebhookSettings;
  onClose: () => void;
  /** Gets the new secret, this once. */
  onSecret: (secret: string) => void;
}

export function RotateDialog({ settings, onClose, onSecret }: RotateDialogProps) {
  const [overlap, setOverlap] = useState(24 * hour);
  const body = { overlap_seconds: overlap };
  // As it was when this opened: the page below goes on being read.
  const [seen] = useState(settings);
  const rotate = useAction(rotateWebhookSecretAction, {
    queryKey: webhookKeys.all,
    onDone: ({ secret }) => {
      if (secret !== null) onSecret(secret);
      onClose();
    },
  });
  const until = settings.previous_secret_expires_at;
  return (
    <ActionDialog
      title="Rotate signing secret"
      description="The new secret is shown once, right after this. During the overlap every delivery carries two signatures, by the new and by the old secret: a receiver that knows either accepts it, so you can change it over without losing one."
      action={rotate}
      submitLabel="Rotate secret"
      isHeld
      footer={<CopyAsCurl className="mr-auto" operation="rotateWebhookSecret" input={{ body }} />}
      onSubmit={() => void rotate.run({ ...body, seen })}
      onClose={onClose}
    >
      <Field label="Overlap" hint="How long the old secret signs too.">
        <NativeSelect
          value={overlap}
          onChange={(event) => setOverlap(Number(event.currentTarget.value))}
        >
          {overlaps.map(({ seconds, label }) => (
            <option key={seconds} value={seconds}>
              {label}
            </option>
          ))}
        </NativeSelect>
      </Field>
      {overlap === 0 ? (
        <Warning>
          Until your receiver has the new secret it refuses what is sent, and a 4xx ends a delivery
          at once: they become dead letters.
        </Warning>
      ) : null}
      {until ? (
        <Warning>
          The secret before the present one signs until {exactUtc(until)}. Rotating now ends it:
          only two can sign at a time.
        </Warning>
      ) : null}
    </ActionDialog>
  );
}

function Warning({ children }: { children: ReactNode }) {
  return (
    <p className="flex items-start gap-1.5 text-warn text-xs">
      <TriangleAlert aria-hidden className="mt-0.5 size-3.5 shrink-0" />
      <span>{children}</span>
    </p>
  );
}
