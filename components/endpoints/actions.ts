"use server";

import { z } from "zod";
import {
  createEndpointBody,
  deletedEndpoint,
  type Endpoint,
  type EndpointTest,
  endpoint,
  endpointTarget,
  endpointTest,
  patchEndpointBody,
  targets,
  testEndpointBody,
} from "@/gateway/contracts/endpoint";
import { targetFields } from "@/gateway/contracts/providers/target-fields";
import { slug } from "@/gateway/contracts/slug";
import { authorize } from "@/lib/auth/auth";
import { callGateway, callGatewayTagged } from "@/lib/gateway/gateway-client";
import { parseInput } from "@/lib/gateway/parse-input";
import { fail, type Result } from "@/lib/gateway/result";
import { writeAsSeen } from "@/lib/gateway/write-as-seen";
import { describeTarget } from "./target/describe-target";

const endpointId = z.string().min(1).max(255);
/** What the form showed: never over what somebody else saved meanwhile. */
const seen = z.object({ slug: z.string(), targets: z.array(endpointTarget) });
const renameInput = z.object({ id: endpointId, slug, seen });
const repointInput = z.object({ id: endpointId, targets, seen });
const deleteInput = z.object({ id: endpointId, seen });

export async function createEndpointAction(
  input: unknown,
  submission?: unknown,
): Promise<Result<Endpoint>> {
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
    submission,
  });
}

export async function repointEndpointAction(input: unknown): Promise<Result<Endpoint>> {
  const member = await authorize("operator");
  if (!member.ok) return member;
  const parsed = parseInput(repointInput, input);
  if (!parsed.ok) return parsed;
  const { id, seen, targets } = parsed.data;
  return writeOver(
    id,
    (now) => isSameTargets(now, seen),
    (ifMatch) =>
      callGateway({
        method: "PATCH",
        path: endpointPath(id),
        body: patchEndpointBody.parse({ targets }),
        answer: endpoint,
        member: member.data,
        ifMatch,
      }),
  );
}

/** NOT_RENAMED where the server took the request and kept the slug, as the hosted one may. */
export async function renameEndpointAction(input: unknown): Promise<Result<Endpoint>> {
  const member = await authorize("operator");
  if (!member.ok) return member;
  const parsed = parseInput(renameInput, input);
  if (!parsed.ok) return parsed;
  const { id, seen, slug } = parsed.data;
  const renamed = await writeOver(
    id,
    (now) => now.slug === seen.slug,
    (ifMatch) =>
      callGateway({
        method: "PATCH",
        path: endpointPath(id),
        body: { slug },
        answer: endpoint,
        member: member.data,
        ifMatch,
      }),
  );
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
  const { id, seen } = parsed.data;
  const isAsSeen = (now: Endpoint) => now.slug === seen.slug && isSameTargets(now, seen);
  return writeOver(id, isAsSeen, (ifMatch) =>
    callGateway({
      method: "DELETE",
      path: endpointPath(id),
      answer: deletedEndpoint,
      member: member.data,
      ifMatch,
    }),
  );
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

function endpointPath(id: string): string {
  return `/v1/gateway/endpoints/${encodeURIComponent(id)}`;
}

async function writeOver<Answer>(
  id: string,
  isAsSeen: (now: Endpoint) => boolean,
  write: (ifMatch: string | null) => Promise<Result<Answer>>,
): Promise<Result<Answer>> {
  const read = () => callGatewayTagged({ path: endpointPath(id), answer: endpoint });
  const written = await writeAsSeen({ read, isAsSeen, write });
  if (!written.ok) return written;
  if (written.data.state === "written") return { ok: true, data: written.data.data };
  const { slug, targets } = written.data.current;
  return fail(
    "STALE",
    `Somebody else changed this endpoint meanwhile: now it is ${slug}, to ${describeTarget(targets[0])}. Nothing was saved; open this again.`,
  );
}

/** A field that is null and one that is absent say the same. */
function isSameTargets(one: Pick<Endpoint, "targets">, other: Pick<Endpoint, "targets">): boolean {
  const [left, right] = [one, other].map(({ targets }) =>
    JSON.stringify(targets.map((of) => [of.provider, ...targetFields.map((f) => of[f] ?? null)])),
  );
  return left === right;
}
