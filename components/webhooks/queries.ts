import { infiniteQueryOptions, queryOptions } from "@tanstack/react-query";
import type {
  WebhookDeliveryDetail,
  WebhookDeliveryStatus,
  WebhookSettings,
} from "@/gateway/contracts/webhook";
import { fetchResult } from "@/lib/gateway/unwrap";
import type { DeliveryPage, OpenDeliveries } from "./webhook-data";

export const webhookKeys = { all: ["webhooks"] as const };

export const settingsQuery = () =>
  queryOptions({
    queryKey: [...webhookKeys.all, "settings"],
    queryFn: ({ signal }) => fetchResult<WebhookSettings>("/api/webhooks", signal),
  });

/** `createdAt` = which webhook's: one that was removed leaves none of its deliveries in sight. */
export const deliveriesQuery = (createdAt: string | null, status: WebhookDeliveryStatus | null) =>
  infiniteQueryOptions({
    queryKey: [...webhookKeys.all, "deliveries", createdAt, status],
    queryFn: ({ pageParam, signal }) => {
      const search = new URLSearchParams();
      if (status) search.set("status", status);
      if (pageParam) search.set("cursor", pageParam);
      return fetchResult<DeliveryPage>(`/api/webhooks/deliveries?${search}`, signal);
    },
    initialPageParam: null as string | null,
    getNextPageParam: (page) => page.cursor,
  });

export const deliveryQuery = (deliveryId: string) =>
  queryOptions({
    queryKey: [...webhookKeys.all, "delivery", deliveryId],
    queryFn: ({ signal }) =>
      fetchResult<WebhookDeliveryDetail>(
        `/api/webhooks/deliveries/${encodeURIComponent(deliveryId)}`,
        signal,
      ),
  });

export const openDeliveriesQuery = (sinceMs: number) =>
  queryOptions({
    queryKey: [...webhookKeys.all, "open", sinceMs],
    queryFn: ({ signal }) =>
      fetchResult<OpenDeliveries>(`/api/webhooks/redelivery?since=${sinceMs}`, signal),
  });
