import type { Registry } from "prom-client";
import type { WebhookDeliveryStatus } from "../../contracts/webhook";
import { askSource } from "./ask-source";
import { exposeCounter, exposeGauge } from "./expose-samples";
import type { MetricSources } from "./metric-sources";

/** Registers what is counted of the webhooks. Names and labels: docs/operations.md. */
export function exposeWebhooks(
  registry: Registry,
  { webhookAttempts }: { webhookAttempts: Record<WebhookDeliveryStatus, number> },
  sources: Partial<MetricSources>,
): void {
  exposeCounter(registry, {
    name: "headgate_webhook_attempts_total",
    help: "Attempts to push billing events, by what became of the delivery",
    labels: ["result"],
    read: () =>
      Object.entries(webhookAttempts).map(([result, value]) => ({ labels: { result }, value })),
  });
  exposeGauge(registry, {
    name: "headgate_webhook_deliveries",
    help: "Deliveries that wait or were given up, of all workspaces, 10,000 of each at most",
    labels: ["status"],
    read: async () => {
      const backlog = await askSource(sources.webhookDeliveries);
      if (!backlog) return [];
      return [
        { labels: { status: "pending" }, value: backlog.pending },
        { labels: { status: "dead_letter" }, value: backlog.deadLetters },
      ];
    },
  });
  exposeGauge(registry, {
    name: "headgate_webhook_oldest_pending_seconds",
    help: "How long the oldest delivery has been waiting that may be sent; 0 where none waits",
    read: async () => {
      const backlog = await askSource(sources.webhookDeliveries);
      return backlog ? [{ labels: {}, value: backlog.oldestPendingSeconds }] : [];
    },
  });
}
