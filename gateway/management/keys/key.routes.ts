import type { FastifyPluginAsync } from "fastify";
import { operations } from "../../contracts/operations/operations";
import type { Deps } from "../../deps";
import { route } from "../../platform/http/route";
import { withEntityTag } from "../../platform/writes/entity-tag";
import { listKeys } from "./list-keys";
import { mintKey } from "./mint-key";
import { keyState } from "./present-key";
import { readKey } from "./read-key";
import { registerKey } from "./register-key";
import { revokeKey } from "./revoke-key";

export const keyRoutes =
  (deps: Deps): FastifyPluginAsync =>
  async (app) => {
    route(app, operations.mintKey, async ({ management, params, body }, reply) => {
      const input = { groupId: params.group_id, name: body?.name ?? null };
      return withEntityTag(reply, await mintKey(deps, management, input), keyState);
    });

    route(app, operations.registerKey, ({ management, params, body, headers, rawBody }) => {
      const signature = headers["x-baseten-signature"];
      return registerKey(deps, management, {
        groupId: params.group_id,
        key: body.key,
        name: body.name ?? null,
        signedBytes: rawBody ?? Buffer.alloc(0),
        signature: typeof signature === "string" ? signature : undefined,
      });
    });

    route(app, operations.listKeys, ({ management, params, query }) =>
      listKeys(deps, management, { groupId: params.group_id, ...query }),
    );

    route(app, operations.readKey, async ({ management, params }, reply) => {
      const input = { groupId: params.group_id, prefix: params.prefix };
      return withEntityTag(reply, await readKey(deps, management, input), keyState);
    });

    route(app, operations.revokeKey, ({ management, params }) =>
      revokeKey(deps, management, { groupId: params.group_id, prefix: params.prefix }),
    );
  };
