import { listRefusalsQuery, refusalPage, refusalSummary, refusalSummaryQuery } from "../refusal";
import { findRequestsQuery, foundRequestPage, requestParams, requestRecord } from "../request";
import { describeOperations } from "./operation";

export const requestOperations = describeOperations("Requests", {
  findRequests: {
    method: "GET",
    path: "/v1/gateway/requests",
    scope: "view",
    summary: "List the requests that their caller named so, newest first",
    query: findRequestsQuery,
    answer: foundRequestPage,
  },
  readRequest: {
    method: "GET",
    path: "/v1/gateway/requests/{request_id}",
    scope: "view",
    summary: "Find what became of one inference request",
    params: requestParams,
    answer: requestRecord,
  },
  listRefusals: {
    method: "GET",
    path: "/v1/gateway/refusals",
    scope: "view",
    summary: "List requests that a limit refused, newest first",
    query: listRefusalsQuery,
    answer: refusalPage,
  },
  summarizeRefusals: {
    method: "GET",
    path: "/v1/gateway/refusals/summary",
    scope: "view",
    summary: "Add refusals up by calling group, model and the limit that refused",
    query: refusalSummaryQuery,
    answer: refusalSummary,
  },
});
