import type { FastifyPluginAsyncZod } from "fastify-type-provider-zod";
import { billingEventPage, listEventsQuery } from "../../contracts/billing-event";
import type { Deps } from "../../deps";
import { listEvents } from "./list-events";

export const eventRoutes =
  (deps: Deps): FastifyPluginAsyncZod =>
  async (app) => {
    app.get(
      "/v1/gateway/events",
      {
        config: { scope: "management", isSlow: true },
        schema: {
          tags: ["Billing events"],
          operationId: "listEvents",
          summary: "Pull billing events in the order in which they were recorded",
          querystring: listEventsQuery,
          response: { 200: billingEventPage },
        },
      },
      async (request) => listEvents(deps, request.management, request.query),
    );
  };
