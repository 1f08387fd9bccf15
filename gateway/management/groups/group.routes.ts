import type { FastifyPluginAsyncZod } from "fastify-type-provider-zod";
import { z } from "zod";
import {
  createGroupBody,
  deletedGroup,
  group,
  groupPage,
  listGroupsQuery,
  patchGroupBody,
  readGroupQuery,
} from "../../contracts/group";
import { groupLimits } from "../../contracts/group-limits";
import { groupUsage } from "../../contracts/usage";
import type { Deps } from "../../deps";
import { withEntityTag } from "../../platform/writes/entity-tag";
import { createGroup } from "./create-group";
import { deleteGroup } from "./delete-group";
import { groupState } from "./group-state";
import { listGroups } from "./list-groups";
import { patchGroup } from "./patch-group";
import { readGroup } from "./read-group";
import { readGroupLimits } from "./read-group-limits";
import { readGroupUsage } from "./read-group-usage";

const path = "/v1/gateway/groups";
const tags = ["Groups"];
const params = z.object({ group_id: z.string() });

/** Without pg_trgm it reads every group of the workspace. */
const isSearch = ({ query }: { query: unknown }) =>
  typeof query === "object" && query !== null && "q" in query;

export const groupRoutes =
  (deps: Deps): FastifyPluginAsyncZod =>
  async (app) => {
    app.post(
      path,
      {
        config: { scope: "management" },
        schema: {
          tags,
          operationId: "createGroup",
          summary: "Create a group",
          body: createGroupBody,
          response: { 200: group },
        },
      },
      async ({ management, body }, reply) =>
        withEntityTag(reply, await createGroup(deps, management, body), groupState),
    );

    app.get(
      path,
      {
        config: { scope: "view", isSlow: isSearch },
        schema: {
          tags,
          operationId: "listGroups",
          summary: "List groups",
          querystring: listGroupsQuery,
          response: { 200: groupPage },
        },
      },
      async ({ management, query }, reply) => {
        const page = await listGroups(deps, management, query);
        // The contract's own encoding would double the time of a page of 1,000; the types hold it.
        reply.type("application/json; charset=utf-8").serializer(JSON.stringify);
        return page;
      },
    );

    app.get(
      `${path}/:group_id`,
      {
        config: { scope: "view" },
        schema: {
          tags,
          operationId: "readGroup",
          summary: "Read a group",
          params,
          querystring: readGroupQuery,
          response: { 200: group },
        },
      },
      async ({ management, params, query }, reply) => {
        const input = { groupId: params.group_id, include: query.include };
        return withEntityTag(reply, await readGroup(deps, management, input), groupState);
      },
    );

    app.patch(
      `${path}/:group_id`,
      {
        config: { scope: "management" },
        schema: {
          tags,
          operationId: "updateGroup",
          summary: "Change a group's name or models",
          params,
          body: patchGroupBody,
          response: { 200: group },
        },
      },
      async ({ management, params, body }, reply) => {
        const input = { groupId: params.group_id, body };
        return withEntityTag(reply, await patchGroup(deps, management, input), groupState);
      },
    );

    app.delete(
      `${path}/:group_id`,
      {
        config: { scope: "management" },
        schema: {
          tags,
          operationId: "deleteGroup",
          summary: "Delete a group with its subtree",
          params,
          response: { 200: deletedGroup },
        },
      },
      ({ management, params }) => deleteGroup(deps, management, params.group_id),
    );

    app.get(
      `${path}/:group_id/limits`,
      {
        config: { scope: "view" },
        schema: {
          tags,
          operationId: "readGroupLimits",
          summary: "Explain a group's limits, level by level, with their current use",
          params,
          response: { 200: groupLimits },
        },
      },
      ({ management, params }) => readGroupLimits(deps, management, params.group_id),
    );

    app.get(
      `${path}/:group_id/usage`,
      {
        config: { scope: "view" },
        schema: {
          tags,
          operationId: "readGroupUsage",
          summary: "Read today's usage of a group",
          params,
          response: { 200: groupUsage },
        },
      },
      ({ management, params }) => readGroupUsage(deps, management, params.group_id),
    );
  };
