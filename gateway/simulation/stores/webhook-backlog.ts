import type * as real from "../../metering/deliveries/webhook-backlog-store";

/** Metrics are not read in the simulation. */
export const selectWebhookBacklog: (typeof real)["selectWebhookBacklog"] = () =>
  Promise.reject(new Error("metrics are not simulated"));
