import type { FastifyPluginAsync } from "fastify";
import { operations } from "../../contracts/operations/operations";
import type { Deps } from "../../deps";
import { route } from "../../platform/http/route";
import { withEntityTag } from "../../platform/writes/entity-tag";
import { createGroup } from "./create-group";
import { deleteGroup } from "./delete-group";
import { listGroups } from "./list-groups";
import { patchGroup } from "./patch-group";
import { groupState } from "./present-groups";
import { readGroup } from "./read-group";
import { readGroupLimits } from "./read-group-limits";
import { readGroupUsage } from "./read-group-usage";

/** Without pg_trgm it reads every group of the workspace. */
const isSearch = ({ query }: { query: unknown }) =>
  typeof query === "object" && query !== null && "q" in query;

export const groupRoutes =
  (deps: Deps): FastifyPluginAsync =>
  async (app) => {
    route(app, operations.createGroup, async ({ management, body }, reply) =>
      withEntityTag(reply, await createGroup(deps, management, body), groupState),
    );

    route(
      app,
      operations.listGroups,
      async ({ management, query }, reply) => {
        const page = await listGroups(deps, management, query);
        // The contract's own encoding would double the time of a page of 1,000; the types hold it.
        reply.type("application/json; charset=utf-8").serializer(JSON.stringify);
        return page;
      },
      { isSlow: isSearch },
    );

    route(app, operations.readGroup, async ({ management, params, query }, reply) => {
      const input = { groupId: params.group_id, include: query.include };
      return withEntityTag(reply, await readGroup(deps, management, input), groupState);
    });

    route(app, operations.updateGroup, async ({ management, params, body }, reply) => {
      const input = { groupId: params.group_id, body };
      return withEntityTag(reply, await patchGroup(deps, management, input), groupState);
    });

    route(app, operations.deleteGroup, ({ management, params }) =>
      deleteGroup(deps, management, params.group_id),
    );

    route(app, operations.readGroupLimits, ({ management, params }) =>
      readGroupLimits(deps, management, params.group_id),
    );

    route(app, operations.readGroupUsage, ({ management, params }) =>
      readGroupUsage(deps, management, params.group_id),
    );
  };
