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
} from "../endpoint";
import { describeOperations } from "./operation";

export const endpointOperations = {
  ...describeOperations("Endpoints", {
    createEndpoint: {
      method: "POST",
      path: "/v1/gateway/endpoints",
      scope: "management",
      summary: "Create an endpoint",
      body: createEndpointBody,
      answer: endpoint,
    },
    listEndpoints: {
      method: "GET",
      path: "/v1/gateway/endpoints",
      scope: "view",
      summary: "List endpoints",
      query: listEndpointsQuery,
      answer: endpointPage,
    },
    readEndpoint: {
      method: "GET",
      path: "/v1/gateway/endpoints/{endpoint_id}",
      scope: "view",
      summary: "Read an endpoint",
      params: endpointParams,
      query: readEndpointQuery,
      answer: endpoint,
    },
    updateEndpoint: {
      method: "PATCH",
      path: "/v1/gateway/endpoints/{endpoint_id}",
      scope: "management",
      summary: "Rename an endpoint, re-point it, or both",
      params: endpointParams,
      body: patchEndpointBody,
      answer: endpoint,
    },
    deleteEndpoint: {
      method: "DELETE",
      path: "/v1/gateway/endpoints/{endpoint_id}",
      scope: "management",
      summary: "Delete an endpoint; its slug is free again",
      params: endpointParams,
      answer: deletedEndpoint,
    },
  }),
  ...describeOperations("Endpoints (extension)", {
    listDanglingSlugs: {
      method: "GET",
      path: "/v1/gateway/dangling_slugs",
      scope: "view",
      summary: "Slugs that groups name and no endpoint serves",
      answer: danglingSlugs,
    },
    testEndpoint: {
      method: "POST",
      path: "/v1/gateway/endpoints/test",
      scope: "management",
      summary: "Try a target with a request of one token, before saving it",
      body: testEndpointBody,
      answer: endpointTest,
    },
  }),
};
