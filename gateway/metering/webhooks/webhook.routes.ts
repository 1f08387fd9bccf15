import type { FastifyPluginAsyncZod } from "fastify-type-provider-zod";
import {
  deletedWebhook,
  rotateWebhookSecretBody,
  savedWebhookSettings,
  saveWebhookSettingsBody,
  webhookDelivery,
  webhookSettings,
} from "../../contracts/webhook";
import type { Deps } from "../../deps";
import { withEntityTag } from "../../platform/writes/entity-tag";
import { deleteWebhook } from "./delete-webhook";
import { pauseWebhook } from "./pause-webhook";
import { readWebhookSettings } from "./read-webhook-settings";
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
  };
