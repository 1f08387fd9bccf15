import type { FastifyPluginAsync } from "fastify";
import { operations } from "../../contracts/operations/operations";
import type { Deps } from "../../deps";
import { route } from "../../platform/http/route";
import { withEntityTag } from "../../platform/writes/entity-tag";
import { deleteWebhook } from "./delete-webhook";
import { pauseWebhook } from "./pause-webhook";
import { readWebhookSettings, webhookState } from "./read-webhook-settings";
import { rotateWebhookSecret } from "./rotate-webhook-secret";
import { saveWebhookSettings } from "./save-webhook-settings";
import { sendTestEvent } from "./send-test-event";

export const webhookRoutes =
  (deps: Deps): FastifyPluginAsync =>
  async (app) => {
    route(app, operations.readWebhook, async ({ management }, reply) =>
      withEntityTag(reply, await readWebhookSettings(deps, management), webhookState),
    );

    route(app, operations.saveWebhook, async ({ management, body }, reply) => {
      const saved = await saveWebhookSettings(deps, management, body);
      return withEntityTag(reply, saved, webhookState);
    });

    route(app, operations.deleteWebhook, async (request) =>
      deleteWebhook(deps, request.management),
    );

    route(app, operations.rotateWebhookSecret, async ({ management, body }, reply) => {
      const saved = await rotateWebhookSecret(deps, management, body);
      return withEntityTag(reply, saved, webhookState);
    });

    route(app, operations.pauseWebhook, async ({ management }, reply) =>
      withEntityTag(reply, await pauseWebhook(deps, management, true), webhookState),
    );

    route(app, operations.resumeWebhook, async ({ management }, reply) =>
      withEntityTag(reply, await pauseWebhook(deps, management, false), webhookState),
    );

    route(app, operations.sendTestDelivery, async (request) =>
      sendTestEvent(deps, request.management),
    );
  };
