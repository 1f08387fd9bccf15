"use client";

import { CircleAlert, CirclePause, CirclePlay, Trash2 } from "lucide-react";
import type { ReactNode } from "react";
import { FormError } from "@/components/forms/form-error";
import { useAction } from "@/components/forms/use-action";
import { Badge } from "@/components/ui/badge";
import { Button } from "@/components/ui/button";
import { CopyButton } from "@/components/ui/copy-button";
import { RelativeTime } from "@/components/ui/relative-time";
import type { WebhookSettings } from "@/gateway/contracts/webhook";
import { exactUtc } from "@/lib/format/format";
import { pauseWebhookAction } from "./actions";
import { webhookKeys } from "./queries";

export interface WebhookSettingsCardProps {
  settings: WebhookSettings;
  canManage: boolean;
  onEdit: () => void;
  onRotate: () => void;
  onRemove: () => void;
}

/** Where deliveries go, whether they do, and by which secret. */
export function WebhookSettingsCard({
  settings,
  canManage,
  onEdit,
  onRotate,
  onRemove,
}: WebhookSettingsCardProps) {
  const pause = useAction(pauseWebhookAction, {
    queryKey: webhookKeys.all,
    success: (changed) => (changed.paused ? "Webhook paused" : "Webhook resumed"),
  });
  const { url, paused, previous_secret_expires_at: until } = settings;
  const cannotSign = settings.secret_unreadable;
  return (
    <section aria-label="Settings" className="space-y-2">
      <dl className="divide-y divide-border rounded-lg border border-border bg-surface">
        <Row
          name="Target"
          action={canManage ? <Button onClick={onEdit}>Change target</Button> : null}
        >
          <span className="flex min-w-0 items-start gap-0.5">
            <code className="break-all font-mono text-[13px]">{url}</code>
            <CopyButton
              iconOnly
              value={url ?? ""}
              label="Copy target URL"
              className="-my-0.5 size-6 text-muted-foreground [&_svg]:size-3.5"
            />
          </span>
        </Row>
        <Row
          name="Status"
          action={
            canManage ? (
              <Button
                variant={paused ? "primary" : "secondary"}
                pending={pause.pending}
                onClick={() => void pause.run({ paused: !paused })}
              >
                {paused ? "Resume" : "Pause"}
              </Button>
            ) : null
          }
        >
          {paused ? (
            <>
              <Badge tone="warn">
                <CirclePause aria-hidden />
                Paused
              </Badge>
              <span className="text-muted-foreground">
                Only test events are sent. Everything else waits, nothing is lost, and it goes out
                after the resume.
              </span>
            </>
          ) : cannotSign ? (
            <>
              <Badge tone="danger">
                <CircleAlert aria-hidden />
                Not sending
              </Badge>
              <span className="text-muted-foreground">
                Events can't be signed. Each delivery becomes a dead letter.
              </span>
            </>
          ) : (
            <>
              <Badge tone="ok">
                <CirclePlay aria-hidden />
                Active
              </Badge>
              <span className="text-muted-foreground">Events are sent as they are recorded.</span>
            </>
          )}
        </Row>
        <Row
          name="Signing secret"
          action={
            canManage ? (
              <Button variant={cannotSign ? "primary" : "secondary"} onClick={onRotate}>
                Rotate secret
              </Button>
            ) : null
          }
        >
          {cannotSign ? (
            <>
              <Badge tone="danger">Unreadable</Badge>
              <span className="text-muted-foreground">
                Saved with another encryption key. Rotate it, then redeliver the dead letters.
              </span>
            </>
          ) : until ? (
            <>
              <Badge tone="accent">Two secrets sign</Badge>
              <span className="text-muted-foreground">
                The old one ends <RelativeTime iso={until} />, at {exactUtc(until)}.
              </span>
            </>
          ) : (
            <>
              <span aria-hidden className="font-mono text-[13px]">
                whsec_••••••••
              </span>
              <span className="text-muted-foreground">Stored encrypted, never shown again.</span>
            </>
          )}
        </Row>
      </dl>
      <FormError error={pause.error} />
      {canManage ? (
        <div className="flex justify-end">
          <Button variant="ghost" className="text-muted-foreground" onClick={onRemove}>
            <Trash2 aria-hidden />
            Remove webhook
          </Button>
        </div>
      ) : null}
    </section>
  );
}

/** On a phone the action stands beside the name, and what it is about has the whole width below. */
function Row({ name, action, children }: { name: string; action: ReactNode; children: ReactNode }) {
  return (
    <div className="grid min-h-12 grid-cols-[1fr_auto] items-center gap-x-4 gap-y-1 px-4 py-2.5 md:grid-cols-[9rem_1fr_auto]">
      <dt className="col-start-1 row-start-1 text-muted-foreground">{name}</dt>
      <dd className="col-span-2 col-start-1 row-start-2 flex min-w-0 flex-wrap items-center gap-x-2.5 gap-y-1 md:col-span-1 md:col-start-2 md:row-start-1">
        {children}
      </dd>
      {action ? <dd className="col-start-2 row-start-1 md:col-start-3">{action}</dd> : null}
    </div>
  );
}
