import type { FastifyPluginAsyncZod } from "fastify-type-provider-zod";
import {
  createEndpointBody,
  danglingSlugs,
  deletedEndpoint,
  endpoint,
  endpointPage,
  endpointParams,
  endpointTest,
  listEndpointsQuery,
  patchEndpointBody,
  readEndpointQuery,
  testEndpointBody,
} from "../../contracts/endpoint";
import type { Deps } from "../../deps";
import { withEntityTag } from "../../platform/writes/entity-tag";
import { createEndpoint } from "./create-endpoint";
import { deleteEndpoint } from "./delete-endpoint";
import { endpointState } from "./endpoint-state";
import { listDanglingSlugs } from "./list-dangling-slugs";
import { listEndpoints } from "./list-endpoints";
import { readEndpoint } from "./read-endpoint";
import { openTestConnections } from "./test-connections";
import { testEndpoint } from "./test-endpoint";
import { updateEndpoint } from "./update-endpoint";

const tags = ["Endpoints"];

export const endpointRoutes =
  (deps: Deps): FastifyPluginAsyncZod =>
  async (app) => {
    app.post(
      "/v1/gateway/endpoints",
      {
        config: { scope: "management" },
        schema: {
          tags,
          operationId: "createEndpoint",
          summary: "Create an endpoint",
          body: createEndpointBody,
          response: { 200: endpoint },
        },
      },
      async ({ management, body }, reply) =>
        withEntityTag(reply, await createEndpoint(deps, management, body), endpointState),
    );

    app.get(
      "/v1/gateway/endpoints",
      {
        config: { scope: "view" },
        schema: {
          tags,
          operationId: "listEndpoints",
          summary: "List endpoints",
          querystring: listEndpointsQuery,
          response: { 200: endpointPage },
        },
      },
      async (request) => listEndpoints(deps, request.management, request.query),
    );

    app.get(
      "/v1/gateway/endpoints/:endpoint_id",
      {
        config: { scope: "view" },
        schema: {
          tags,
          operationId: "readEndpoint",
          summary: "Read an endpoint",
          params: endpointParams,
          querystring: readEndpointQuery,
          response: { 200: endpoint },
        },
      },
      async ({ management, params, query }, reply) => {
        const input = { id: params.endpoint_id, ...query };
        return withEntityTag(reply, await readEndpoint(deps, management, input), endpointState);
      },
    );

    app.patch(
      "/v1/gateway/endpoints/:endpoint_id",
      {
        config: { scope: "management" },
        schema: {
          tags,
          operationId: "updateEndpoint",
          summary: "Rename an endpoint, re-point it, or both",
          params: endpointParams,
          body: patchEndpointBody,
          response: { 200: endpoint },
        },
      },
      async ({ management, params, body }, reply) => {
        const input = { id: params.endpoint_id, ...body };
        return withEntityTag(reply, await updateEndpoint(deps, management, input), endpointState);
      },
    );

    app.delete(
      "/v1/gateway/endpoints/:endpoint_id",
      {
        config: { scope: "management" },
        schema: {
          tags,
          operationId: "deleteEndpoint",
          summary: "Delete an endpoint; its slug is free again",
          params: endpointParams,
          response: { 200: deletedEndpoint },
        },
      },
      async (request) => deleteEndpoint(deps, request.management, request.params.endpoint_id),
    );

    app.get(
      "/v1/gateway/dangling_slugs",
      {
        config: { scope: "view", isSlow: true },
        schema: {
          tags: ["Endpoints (extension)"],
          operationId: "listDanglingSlugs",
          summary: "Slugs that groups name and no endpoint serves",
          response: { 200: danglingSlugs },
        },
      },
      async (request) => ({ items: await listDanglingSlugs(deps, request.management) }),
    );

    const connections = openTestConnections(deps);
    app.addHook("onClose", () => connections.close());
    app.post(
      "/v1/gateway/endpoints/test",
      {
        config: { scope: "management", callsOut: true },
        schema: {
          tags: ["Endpoints (extension)"],
          operationId: "testEndpoint",
          summary: "Try a target with a request of one token, before saving it",
          body: testEndpointBody,
          response: { 200: endpointTest },
        },
      },
      async (request) => testEndpoint({ ...deps, connections }, request.management, request.body),
    );
  };
