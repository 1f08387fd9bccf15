import { z } from "zod";
import {
  createGroupBody,
  deletedGroup,
  group,
  groupPage,
  listGroupsQuery,
  patchGroupBody,
  readGroupQuery,
} from "../group";
import { groupLimits } from "../group-limits";
import { limitConsumers, limitConsumersQuery } from "../limit-consumers";
import { limitPeaks, limitPeaksQuery } from "../limit-peaks";
import { groupUsage } from "../usage";
import { describeOperations } from "./operation";

const params = z.object({ group_id: z.string() });

export const groupOperations = describeOperations("Groups", {
  createGroup: {
    method: "POST",
    path: "/v1/gateway/groups",
    scope: "management",
    summary: "Create a group",
    body: createGroupBody,
    answer: group,
  },
  listGroups: {
    method: "GET",
    path: "/v1/gateway/groups",
    scope: "view",
    summary: "List groups",
    query: listGroupsQuery,
    answer: groupPage,
  },
  readGroup: {
    method: "GET",
    path: "/v1/gateway/groups/{group_id}",
    scope: "view",
    summary: "Read a group",
    params,
    query: readGroupQuery,
    answer: group,
  },
  updateGroup: {
    method: "PATCH",
    path: "/v1/gateway/groups/{group_id}",
    scope: "management",
    summary: "Change a group's name or models",
    params,
    body: patchGroupBody,
    answer: group,
  },
  deleteGroup: {
    method: "DELETE",
    path: "/v1/gateway/groups/{group_id}",
    scope: "management",
    summary: "Delete a group with its subtree",
    params,
    answer: deletedGroup,
  },
  readGroupLimits: {
    method: "GET",
    path: "/v1/gateway/groups/{group_id}/limits",
    scope: "view",
    summary: "Explain a group's limits, level by level, with their current use",
    params,
    answer: groupLimits,
  },
  readGroupUsage: {
    method: "GET",
    path: "/v1/gateway/groups/{group_id}/usage",
    scope: "view",
    summary: "Read today's usage of a group",
    params,
    answer: groupUsage,
  },
  listLimitConsumers: {
    method: "GET",
    path: "/v1/gateway/groups/{group_id}/limits/consumers",
    scope: "view",
    summary: "Tell who used the pools that a group draws from, in the current window",
    params,
    query: limitConsumersQuery,
    answer: limitConsumers,
  },
  listLimitPeaks: {
    method: "GET",
    path: "/v1/gateway/groups/{group_id}/limits/peaks",
    scope: "view",
    summary: "Tell who used more than a threshold in the last seven days",
    params,
    query: limitPeaksQuery,
    answer: limitPeaks,
  },
});
