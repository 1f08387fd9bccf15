import type { FastifyPluginAsyncZod } from "fastify-type-provider-zod";
import {
  listWebhookDeliveriesQuery,
  redeliveredWebhooks,
  redeliverWebhooksBody,
  webhookDelivery,
  webhookDeliveryDetail,
  webhookDeliveryPage,
  webhookDeliveryParams,
} from "../../contracts/webhook";
import type { Deps } from "../../deps";
import { listWebhookDeliveries } from "../deliveries/list-webhook-deliveries";
import { findOwnDelivery } from "../deliveries/own-delivery";
import { presentDelivery } from "../deliveries/present-delivery";
import { readWebhookDelivery } from "../deliveries/read-webhook-delivery";
import { redeliverWebhooks } from "../deliveries/redeliver-webhooks";

const base = "/v1/gateway/webhooks";
const tags = ["Webhooks (extension)"];
const view = { config: { scope: "view" } } as const;
const manage = { config: { scope: "management" } } as const;

/** What was sent to the webhook, and sending it again. */
export const deliveryRoutes =
  (deps: Deps): FastifyPluginAsyncZod =>
  async (app) => {
    app.get(
      `${base}/deliveries`,
      {
        ...view,
        schema: {
          tags,
          operationId: "listDeliveries",
          summary: "List deliveries, newest first",
          querystring: listWebhookDeliveriesQuery,
          response: { 200: webhookDeliveryPage },
        },
      },
      async (request) => listWebhookDeliveries(deps, request.management, request.query),
    );

    app.get(
      `${base}/deliveries/:delivery_id`,
      {
        ...manage,
        schema: {
          tags,
          operationId: "readDelivery",
          summary: "A delivery with its body and its attempts",
          params: webhookDeliveryParams,
          response: { 200: webhookDeliveryDetail },
        },
      },
      async (request) => readWebhookDelivery(deps, request.management, request.params.delivery_id),
    );

    app.post(
      `${base}/deliveries/:delivery_id/redeliver`,
      {
        ...manage,
        schema: {
          tags,
          operationId: "redeliverDelivery",
          summary: "Send a delivery again, with the same id and bytes",
          params: webhookDeliveryParams,
          response: { 200: webhookDelivery },
        },
      },
      async (request) => {
        const { delivery_id } = request.params;
        await redeliverWebhooks(deps, request.management, { delivery_ids: [delivery_id] });
        const { workspaceId } = request.management;
        return presentDelivery(await findOwnDelivery(deps.db, workspaceId, delivery_id));
      },
    );

    app.post(
      `${base}/redeliver`,
      {
        ...manage,
        schema: {
          tags,
          operationId: "redeliverDeliveries",
          summary: "Send a selection of deliveries, or every dead letter, again",
          body: redeliverWebhooksBody,
          response: { 200: redeliveredWebhooks },
        },
      },
      async (request) => redeliverWebhooks(deps, request.management, request.body),
    );
  };
