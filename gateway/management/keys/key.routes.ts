import type { FastifyPluginAsyncZod } from "fastify-type-provider-zod";
import { z } from "zod";
import {
  apiKey,
  apiKeyPage,
  mintedKey,
  mintKeyBody,
  registeredKey,
  registerKeyBody,
  revokedKey,
} from "../../contracts/key";
import { pageQuery } from "../../contracts/page";
import type { Deps } from "../../deps";
import { withEntityTag } from "../../platform/writes/entity-tag";
import { keyState } from "./key-state";
import { listKeys } from "./list-keys";
import { mintKey } from "./mint-key";
import { readKey } from "./read-key";
import { registerKey } from "./register-key";
import { revokeKey } from "./revoke-key";

const path = "/v1/gateway/groups/:group_id/api_keys";
const tags = ["Federated keys"];
const ofGroup = z.object({ group_id: z.string() });
const ofKey = z.object({ group_id: z.string(), prefix: z.string() });

export const keyRoutes =
  (deps: Deps): FastifyPluginAsyncZod =>
  async (app) => {
    app.post(
      path,
      {
        config: { scope: "write_customer_keys" },
        schema: {
          tags,
          operationId: "mintKey",
          summary: "Mint a key",
          params: ofGroup,
          body: mintKeyBody,
          response: { 200: mintedKey },
        },
      },
      async ({ management, params, body }, reply) => {
        reply.header("cache-control", "no-store");
        const input = { groupId: params.group_id, name: body?.name ?? null };
        return withEntityTag(reply, await mintKey(deps, management, input), keyState);
      },
    );

    app.post(
      `${path}/register`,
      {
        config: { scope: "management" },
        schema: {
          tags,
          operationId: "registerKey",
          summary: "Register your own key",
          description:
            "`X-Baseten-Signature`: base64 Ed25519 signature of the exact bytes of the body.",
          params: ofGroup,
          body: registerKeyBody,
          response: { 200: registeredKey },
        },
      },
      ({ management, params, body, headers, rawBody }, reply) => {
        reply.header("cache-control", "no-store");
        const signature = headers["x-baseten-signature"];
        return registerKey(deps, management, {
          groupId: params.group_id,
          key: body.key,
          name: body.name ?? null,
          signedBytes: rawBody ?? Buffer.alloc(0),
          signature: typeof signature === "string" ? signature : undefined,
        });
      },
    );

    app.get(
      path,
      {
        config: { scope: "read_customer_keys" },
        schema: {
          tags,
          operationId: "listKeys",
          summary: "List keys",
          params: ofGroup,
          querystring: pageQuery,
          response: { 200: apiKeyPage },
        },
      },
      ({ management, params, query }) =>
        listKeys(deps, management, { groupId: params.group_id, ...query }),
    );

    app.get(
      `${path}/:prefix`,
      {
        config: { scope: "read_customer_keys" },
        schema: {
          tags,
          operationId: "readKey",
          summary: "Read a key",
          params: ofKey,
          response: { 200: apiKey },
        },
      },
      async ({ management, params }, reply) => {
        const input = { groupId: params.group_id, prefix: params.prefix };
        return withEntityTag(reply, await readKey(deps, management, input), keyState);
      },
    );

    app.delete(
      `${path}/:prefix`,
      {
        config: { scope: "write_customer_keys" },
        schema: {
          tags,
          operationId: "revokeKey",
          summary: "Revoke a key",
          params: ofKey,
          response: { 200: revokedKey },
        },
      },
      ({ management, params }) =>
        revokeKey(deps, management, { groupId: params.group_id, prefix: params.prefix }),
    );
  };
