"use server";

import { z } from "zod";
import {
  createEndpointBody,
  type Endpoint,
  endpointTarget,
  targets,
  testEndpointBody,
} from "@/gateway/contracts/endpoint";
import { operations } from "@/gateway/contracts/operations/operations";
import { targetFields } from "@/gateway/contracts/providers/target-fields";
import { slug } from "@/gateway/contracts/slug";
import { serverAction } from "@/lib/auth/server-action";
import { callGateway, callGatewayTagged } from "@/lib/gateway/gateway-client";
import { fail, type Result } from "@/lib/gateway/result";
import { writeAsSeen } from "@/lib/gateway/write-as-seen";
import { describeTarget } from "./target/describe-target";

const endpointId = z.string().min(1).max(255);
/** What the form showed: never over what somebody else saved meanwhile. */
const seen = z.object({ slug: z.string(), targets: z.array(endpointTarget) });

export const createEndpointAction = serverAction("operator", createEndpointBody, (body, caller) =>
  callGateway(operations.createEndpoint, { body, ...caller }),
);

export const repointEndpointAction = serverAction(
  "operator",
  z.object({ id: endpointId, targets, seen }),
  ({ id, seen, targets }, caller) =>
    writeOver(
      id,
      (now) => isSameTargets(now, seen),
      (ifMatch) =>
        callGateway(operations.updateEndpoint, {
          params: { endpoint_id: id },
          body: { targets },
          ifMatch,
          ...caller,
        }),
    ),
);

/** NOT_RENAMED where the server took the request and kept the slug, as the hosted one may. */
export const renameEndpointAction = serverAction(
  "operator",
  z.object({ id: endpointId, slug, seen }),
  async ({ id, seen, slug }, caller) => {
    const input = { params: { endpoint_id: id }, body: { slug }, ...caller };
    const renamed = await writeOver(
      id,
      (now) => now.slug === seen.slug,
      (ifMatch) => callGateway(operations.updateEndpoint, { ...input, ifMatch }),
    );
    if (!renamed.ok || renamed.data.slug === slug) return renamed;
    return fail(
      "NOT_RENAMED",
      `The server kept the slug ${renamed.data.slug}: it does not rename endpoints. Create ${slug} and delete this one instead.`,
    );
  },
);

export const deleteEndpointAction = serverAction(
  "operator",
  z.object({ id: endpointId, seen }),
  ({ id, seen }, caller) =>
    writeOver(
      id,
      (now) => now.slug === seen.slug && isSameTargets(now, seen),
      (ifMatch) =>
        callGateway(operations.deleteEndpoint, { params: { endpoint_id: id }, ifMatch, ...caller }),
    ),
);

/** Tries a target with one token before it is saved; what the provider refused is an answer too. */
export const testEndpointAction = serverAction("operator", testEndpointBody, (body, { member }) =>
  callGateway(operations.testEndpoint, { body, member }),
);

function writeOver<Answer>(
  id: string,
  isAsSeen: (now: Endpoint) => boolean,
  write: (ifMatch: string | null) => Promise<Result<Answer>>,
): Promise<Result<Answer>> {
  const read = () => callGatewayTagged(operations.readEndpoint, { params: { endpoint_id: id } });
  const toStale = ({ slug, targets }: Endpoint) =>
    fail(
      "STALE",
      `Somebody else changed this endpoint meanwhile: now it is ${slug}, to ${describeTarget(targets[0])}. Nothing was saved; open this again.`,
    );
  return writeAsSeen({ read, isAsSeen, write, toStale });
}

/** A field that is null and one that is absent say the same. */
function isSameTargets(one: Pick<Endpoint, "targets">, other: Pick<Endpoint, "targets">): boolean {
  const [left, right] = [one, other].map(({ targets }) =>
    JSON.stringify(targets.map((of) => [of.provider, ...targetFields.map((f) => of[f] ?? null)])),
  );
  return left === right;
}
