"use client";

import { useQuery } from "@tanstack/react-query";
import { Send } from "lucide-react";
import { useSearchParams } from "next/navigation";
import { useState } from "react";
import { FormError } from "@/components/forms/form-error";
import { useAction } from "@/components/forms/use-action";
import { Button } from "@/components/ui/button";
import { PageHeader } from "@/components/ui/page-header";
import type { WebhookDeliveryStatus, WebhookSettings } from "@/gateway/contracts/webhook";
import { toActionError } from "@/lib/gateway/unwrap";
import { parseWebhookView } from "@/lib/url-state/webhook-view";
import { sendTestEventAction } from "./actions";
import { DeliveriesPanel } from "./deliveries/deliveries-panel";
import { DeliveryCounts } from "./deliveries/delivery-counts";
import { DeliveryDialog } from "./deliveries/delivery-dialog";
import { useRedelivery } from "./deliveries/use-redelivery";
import { NoWebhook } from "./no-webhook";
import { settingsQuery, webhookKeys } from "./queries";
import { RemoveDialog } from "./remove-dialog";
import { RevealSecretDialog } from "./reveal-secret-dialog";
import { RotateDialog } from "./rotate-dialog";
import { TargetDialog } from "./target-dialog";
import { TestEvent } from "./test-event";
import { useShowView } from "./view-link";
import type { DeliveryPage } from "./webhook-data";
import { WebhookSettingsCard } from "./webhook-settings-card";

const busyMs = 1_500;
const quietMs = 8_000;

export interface WebhooksPageProps {
  initialSettings: WebhookSettings;
  first: { status: WebhookDeliveryStatus | null; page: DeliveryPage } | null;
  /** Operators: test events, redelivery. */
  canOperate: boolean;
  /** Admins: where it goes, the secret, pausing. */
  canManage: boolean;
  /** Which addresses the server sends to; undefined = it does not say. */
  isHttpAllowed: boolean | undefined;
}

export function WebhooksPage(props: WebhooksPageProps) {
  const { initialSettings, first, canOperate, canManage, isHttpAllowed } = props;
  const { data: settings, error } = useQuery({
    ...settingsQuery(),
    initialData: initialSettings,
    refetchInterval: ({ state }) => ((state.data?.pending_count ?? 0) > 0 ? busyMs : quietMs),
  });
  const view = parseWebhookView(Object.fromEntries(useSearchParams()));
  const show = useShowView();
  const [dialog, setDialog] = useState<"target" | "rotate" | "remove" | null>(null);
  /** The one place that holds the plaintext, until the reveal closes. */
  const [secret, setSecret] = useState<string | null>(null);
  const [testId, setTestId] = useState<string | null>(null);
  const [selected, setSelected] = useState<ReadonlySet<string>>(new Set());
  const sendTest = useAction(sendTestEventAction, {
    queryKey: webhookKeys.all,
    onDone: ({ id }) => setTestId(id),
  });
  const redelivery = useRedelivery(settings, () => setSelected(new Set()));
  const close = () => setDialog(null);
  const forget = () => {
    setTestId(null);
    setSelected(new Set());
    redelivery.dismiss();
  };
  const hasWebhook = settings.url !== null;

  return (
    <>
      <PageHeader
        title="Webhooks"
        description="Billing events, pushed to a receiver of yours: signed, retried, and kept when they are refused."
        actions={
          hasWebhook && canOperate ? (
            <Button pending={sendTest.pending} onClick={() => void sendTest.run(undefined)}>
              <Send aria-hidden />
              Send test event
            </Button>
          ) : null
        }
      />
      {error ? <FormError className="mb-4" error={toActionError(error)} /> : null}
      {hasWebhook ? (
        <div className="space-y-6">
          <FormError error={sendTest.error} />
          {testId ? (
            <TestEvent
              key={testId}
              deliveryId={testId}
              view={view}
              onDismiss={() => setTestId(null)}
            />
          ) : null}
          <WebhookSettingsCard
            settings={settings}
            canManage={canManage}
            onEdit={() => setDialog("target")}
            onRotate={() => setDialog("rotate")}
            onRemove={() => setDialog("remove")}
          />
          <DeliveryCounts settings={settings} />
          <DeliveriesPanel
            settings={settings}
            view={view}
            first={settings.created_at === initialSettings.created_at ? first : null}
            canRedeliver={canOperate}
            redelivery={redelivery}
            selected={selected}
            onSelect={setSelected}
          />
        </div>
      ) : (
        <NoWebhook canManage={canManage} onSetUp={() => setDialog("target")} />
      )}
      {view.deliveryId && hasWebhook ? (
        <DeliveryDialog
          deliveryId={view.deliveryId}
          paused={settings.paused}
          canRedeliver={canOperate}
          pending={redelivery.pending}
          refusal={redelivery.error}
          onRedeliver={(delivery) =>
            redelivery.choose({ kind: "selection", deliveries: [delivery] })
          }
          onClose={() => show({ ...view, deliveryId: null })}
        />
      ) : null}
      {dialog === "target" ? (
        <TargetDialog {...{ settings, isHttpAllowed }} onClose={close} onSecret={setSecret} />
      ) : null}
      {dialog === "rotate" ? (
        <RotateDialog settings={settings} onClose={close} onSecret={setSecret} />
      ) : null}
      {dialog === "remove" ? (
        <RemoveDialog settings={settings} onClose={close} onRemoved={forget} />
      ) : null}
      {secret === null ? null : (
        <RevealSecretDialog secret={secret} onClose={() => setSecret(null)} />
      )}
    </>
  );
}
