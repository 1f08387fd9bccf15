import type { FastifyPluginAsync } from "fastify";
import { operations } from "../../contracts/operations/operations";
import type { Deps } from "../../deps";
import { route } from "../../platform/http/route";
import { listWebhookDeliveries } from "../deliveries/list-webhook-deliveries";
import { findOwnDelivery } from "../deliveries/own-delivery";
import { presentDelivery } from "../deliveries/present-delivery";
import { readWebhookDelivery } from "../deliveries/read-webhook-delivery";
import { redeliverWebhooks } from "../deliveries/redeliver-webhooks";

/** What was sent to the webhook, and sending it again. */
export const deliveryRoutes =
  (deps: Deps): FastifyPluginAsync =>
  async (app) => {
    route(app, operations.listDeliveries, async (request) =>
      listWebhookDeliveries(deps, request.management, request.query),
    );

    route(app, operations.readDelivery, async (request) =>
      readWebhookDelivery(deps, request.management, request.params.delivery_id),
    );

    route(app, operations.redeliverDelivery, async (request) => {
      const { delivery_id } = request.params;
      await redeliverWebhooks(deps, request.management, { delivery_ids: [delivery_id] });
      const { workspaceId } = request.management;
      return presentDelivery(await findOwnDelivery(deps.db, workspaceId, delivery_id));
    });

    route(app, operations.redeliverDeliveries, async (request) =>
      redeliverWebhooks(deps, request.management, request.body),
    );
  };
