"use client";

import { OneTimeReveal } from "@/components/ui/one-time-reveal";

const prefix = "whsec_";

export interface RevealSecretDialogProps {
  /** Lives in the opener's state alone, which drops it in onClose. */
  secret: string;
  onClose: () => void;
}

/** Shows a webhook's new secret once. */
export function RevealSecretDialog({ secret, onClose }: RevealSecretDialogProps) {
  const known = secret.startsWith(prefix) ? prefix.length : 0;
  return (
    <OneTimeReveal
      noun="secret"
      label="Signing secret"
      description="It is shown this once, and stored encrypted. Give it to your receiver, which verifies every delivery with it."
      secret={secret}
      masked={secret.slice(0, known) + "•".repeat(Math.min(secret.length - known, 24))}
      snippets={[
        { name: ".env line", text: `WEBHOOK_SECRETS=${secret}\n` },
        { name: "Example receiver", text: receiverCommand(secret) },
      ]}
      onClose={onClose}
    />
  );
}

/** Starts the receiver that comes with Headgate. */
export function receiverCommand(secret: string): string {
  return [
    `WEBHOOK_SECRETS=${secret} \\`,
    "EVENTS_FILE=events.ndjson PORT=8080 \\",
    "node docs/webhook-receiver/receiver.mjs",
    "",
  ].join("\n");
}
