import type { FastifyPluginAsyncZod } from "fastify-type-provider-zod";
import {
  deletedWebhook,
  listWebhookDeliveriesQuery,
  redeliveredWebhooks,
  redeliverWebhooksBody,
  rotateWebhookSecretBody,
  savedWebhookSettings,
  saveWebhookSettingsBody,
  webhookDelivery,
  webhookDeliveryDetail,
  webhookDeliveryPage,
  webhookDeliveryParams,
  webhookSettings,
} from "../contracts/webhook";
import type { Deps } from "../deps";
import { withEntityTag } from "../http/entity-tag";
import { deleteWebhook } from "./delete-webhook";
import { listWebhookDeliveries } from "./list-webhook-deliveries";
import { findOwnDelivery } from "./own-delivery";
import { pauseWebhook } from "./pause-webhook";
import { presentDelivery } from "./present-delivery";
import { readWebhookDelivery } from "./read-webhook-delivery";
import { readWebhookSettings } from "./read-webhook-settings";
import { redeliverWebhooks } from "./redeliver-webhooks";
import { rotateWebhookSecret } from "./rotate-webhook-secret";
import { saveWebhookSettings } from "./save-webhook-settings";
import { sendTestEvent } from "./send-test-event";
import { webhookState } from "./webhook-state";

const base = "/v1/gateway/webhooks";
const tags = ["Webhooks (extension)"];
const view = { config: { scope: "view" } } as const;
const manage = { config: { scope: "management" } } as const;

export const webhookRoutes =
  (deps: Deps): FastifyPluginAsyncZod =>
  async (app) => {
    app.get(
      `${base}/settings`,
      {
        ...view,
        schema: {
          tags,
          operationId: "readWebhook",
          summary: "Where events are pushed",
          response: { 200: webhookSettings },
        },
      },
      async ({ management }, reply) =>
        withEntityTag(reply, await readWebhookSettings(deps, management), webhookState),
    );

    app.put(
      `${base}/settings`,
      {
        ...manage,
        schema: {
          tags,
          operationId: "saveWebhook",
          summary: "Set the webhook's address; a new webhook's secret is answered this once",
          body: saveWebhookSettingsBody,
          response: { 200: savedWebhookSettings },
        },
      },
      async ({ management, body }, reply) => {
        reply.header("cache-control", "no-store");
        const saved = await saveWebhookSettings(deps, management, body);
        return withEntityTag(reply, saved, webhookState);
      },
    );

    app.delete(
      `${base}/settings`,
      {
        ...manage,
        schema: {
          tags,
          operationId: "deleteWebhook",
          summary:
            "Remove the webhook, its secret and its deliveries; the events stay in the ledger",
          response: { 200: deletedWebhook },
        },
      },
      async (request) => deleteWebhook(deps, request.management),
    );

    app.post(
      `${base}/settings/rotate`,
      {
        ...manage,
        schema: {
          tags,
          operationId: "rotateWebhookSecret",
          summary: "Replace the secret, answered this once; the old one signs during the overlap",
          body: rotateWebhookSecretBody,
          response: { 200: savedWebhookSettings },
        },
      },
      async ({ management, body }, reply) => {
        reply.header("cache-control", "no-store");
        const saved = await rotateWebhookSecret(deps, management, body);
        return withEntityTag(reply, saved, webhookState);
      },
    );

    for (const [verb, paused] of [
      ["pause", true],
      ["resume", false],
    ] as const) {
      app.post(
        `${base}/settings/${verb}`,
        {
          ...manage,
          schema: {
            tags,
            operationId: paused ? "pauseWebhook" : "resumeWebhook",
            summary: paused ? "Send nothing for the time being" : "Send again, backlog included",
            response: { 200: webhookSettings },
          },
        },
        async ({ management }, reply) =>
          withEntityTag(reply, await pauseWebhook(deps, management, paused), webhookState),
      );
    }

    app.post(
      `${base}/test`,
      {
        ...manage,
        schema: {
          tags,
          operationId: "sendTestDelivery",
          summary: "Send a signed delivery without events",
          response: { 200: webhookDelivery },
        },
      },
      async (request) => sendTestEvent(deps, request.management),
    );

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
