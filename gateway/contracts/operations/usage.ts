import { billingEventPage, listEventsQuery } from "../billing-event";
import { headroom, headroomQuery } from "../headroom";
import { usageHistory, usageHistoryQuery } from "../usage-history";
import { describeOperations } from "./operation";

export const usageOperations = {
  ...describeOperations("Billing events", {
    listEvents: {
      method: "GET",
      path: "/v1/gateway/events",
      scope: "management",
      summary: "Pull billing events in the order in which they were recorded",
      query: listEventsQuery,
      answer: billingEventPage,
    },
  }),
  ...describeOperations("Usage", {
    readUsageHistory: {
      method: "GET",
      path: "/v1/gateway/usage-history",
      scope: "view",
      summary: "Read consumption over time, by group, key or slug",
      query: usageHistoryQuery,
      answer: usageHistory,
      asCsv: "Hours and days are UTC. As CSV: a row for every bucket and consumer.",
    },
    readHeadroom: {
      method: "GET",
      path: "/v1/gateway/headroom",
      scope: "view",
      summary: "Read how near to their limits those are who call now",
      query: headroomQuery,
      answer: headroom,
    },
  }),
};
