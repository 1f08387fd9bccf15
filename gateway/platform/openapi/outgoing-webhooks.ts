/** What the gateway calls: billing events, pushed to the workspace's address. */
export const outgoingWebhooks = {
  billingUsage: {
    post: {
      operationId: "receiveBillingUsage",
      summary: "Billing events are pushed",
      description:
        "At least once: deduplicate on `idempotencyKey`. `X-Baseten-Signature` is `v1=` and the hex HMAC-SHA256 of the raw body; `X-Baseten-Request-ID` is the same on every attempt of a delivery.",
      tags: ["Events"],
      security: [],
      requestBody: {
        required: true,
        content: {
          "application/json": {
            schema: {
              type: "object",
              description: "A batch of events.",
              required: ["type", "data"],
              properties: {
                type: {
                  type: "string",
                  const: "API_BILLING_USAGE",
                  description: "Always `API_BILLING_USAGE`.",
                },
                data: {
                  type: "object",
                  description: "What is delivered.",
                  required: ["events"],
                  properties: {
                    events: {
                      type: "array",
                      description: "At most 100.",
                      items: { $ref: "#/components/schemas/BillingEvent" },
                    },
                  },
                },
              },
            },
          },
        },
      },
      responses: {
        "200": { description: "Received." },
        "400": { description: "Refused for good: it is not sent again by itself." },
      },
    },
  },
};
