"use server";

import { z } from "zod";
import {
  createEndpointBody,
  deletedEndpoint,
  type Endpoint,
  type EndpointTest,
  endpoint,
  endpointTest,
  patchEndpointBody,
  targets,
  testEndpointBody,
} from "@/gateway/contracts/endpoint";
import {
  deletedSecret,
  type Secret,
  saveSecretBody,
  secret,
  secretList,
} from "@/gateway/contracts/secret";
import { slug } from "@/gateway/contracts/slug";
import { authorize } from "@/lib/auth";
import { callGateway } from "@/lib/gateway-client";
import { parseInput } from "@/lib/parse-input";
import { fail, type Result } from "@/lib/result";
import { demoSecret } from "./demo-secret";

const endpointId = z.string().min(1).max(255);
const renameInput = z.object({ id: endpointId, slug });
const repointInput = z.object({ id: endpointId, targets });
const deleteInput = z.object({ id: endpointId });

export async function createEndpointAction(input: unknown): Promise<Result<Endpoint>> {
  const member = await authorize("operator");
  if (!member.ok) return member;
  const body = parseInput(createEndpointBody, input);
  if (!body.ok) return body;
  return callGateway({
    method: "POST",
    path: "/v1/gateway/endpoints",
    body: body.data,
    answer: endpoint,
    member: member.data,
  });
}

export async function repointEndpointAction(input: unknown): Promise<Result<Endpoint>> {
  const member = await authorize("operator");
  if (!member.ok) return member;
  const parsed = parseInput(repointInput, input);
  if (!parsed.ok) return parsed;
  const { id, ...body } = parsed.data;
  return callGateway({
    method: "PATCH",
    path: pathOf(id),
    body: patchEndpointBody.parse(body),
    answer: endpoint,
    member: member.data,
  });
}

/** NOT_RENAMED where the server took the request and kept the slug, as the hosted one may. */
export async function renameEndpointAction(input: unknown): Promise<Result<Endpoint>> {
  const member = await authorize("operator");
  if (!member.ok) return member;
  const parsed = parseInput(renameInput, input);
  if (!parsed.ok) return parsed;
  const renamed = await callGateway({
    method: "PATCH",
    path: pathOf(parsed.data.id),
    body: { slug: parsed.data.slug },
    answer: endpoint,
    member: member.data,
  });
  if (renamed.ok && renamed.data.slug !== parsed.data.slug) {
    return fail(
      "NOT_RENAMED",
      `The server kept the slug ${renamed.data.slug}: it does not rename endpoints. Create ${parsed.data.slug} and delete this one instead.`,
    );
  }
  return renamed;
}

export async function deleteEndpointAction(
  input: unknown,
): Promise<Result<z.infer<typeof deletedEndpoint>>> {
  const member = await authorize("operator");
  if (!member.ok) return member;
  const parsed = parseInput(deleteInput, input);
  if (!parsed.ok) return parsed;
  return callGateway({
    method: "DELETE",
    path: pathOf(parsed.data.id),
    answer: deletedEndpoint,
    member: member.data,
  });
}

/** Tries a target with one token before it is saved; what the provider refused is an answer too. */
export async function testEndpointAction(input: unknown): Promise<Result<EndpointTest>> {
  const member = await authorize("operator");
  if (!member.ok) return member;
  const body = parseInput(testEndpointBody, input);
  if (!body.ok) return body;
  return callGateway({
    method: "POST",
    path: "/v1/gateway/endpoints/test",
    body: body.data,
    answer: endpointTest,
    member: member.data,
  });
}

/**
 * Makes a new secret and answers its metadata; the value can never be read back. A taken name is
 * refused: replacing what other endpoints use is a rotation, and belongs to admins (Settings).
 */
export async function saveEndpointSecretAction(input: unknown): Promise<Result<Secret>> {
  const member = await authorize("operator");
  if (!member.ok) return member;
  const body = parseInput(saveSecretBody, input);
  if (!body.ok) return body;
  const existing = await callGateway({
    path: "/v1/secrets",
    answer: secretList,
    member: member.data,
  });
  if (!existing.ok) return existing;
  if (existing.data.secrets.some(({ name }) => name === body.data.name)) {
    const message = "There is a secret of this name: choose it, or give another name";
    return fail("VALIDATION_ERROR", message, [{ path: "name", message }]);
  }
  return callGateway({
    method: "POST",
    path: "/v1/secrets",
    body: body.data,
    answer: secret,
    member: member.data,
  });
}

/** Takes back the demo model's secret, of a form that is cancelled; refused while it is in use. */
export async function discardDemoSecretAction(): Promise<Result<z.infer<typeof deletedSecret>>> {
  const member = await authorize("operator");
  if (!member.ok) return member;
  return callGateway({
    method: "DELETE",
    path: `/v1/secrets/${demoSecret.name}`,
    answer: deletedSecret,
    member: member.data,
  });
}

function pathOf(id: string): string {
  return `/v1/gateway/endpoints/${encodeURIComponent(id)}`;
}
