"use server";

import type { z } from "zod";
import {
  deletedSecret,
  type Secret,
  saveSecretBody,
  secret,
  secretList,
} from "@/gateway/contracts/secret";
import { authorize } from "@/lib/auth/auth";
import { callGateway } from "@/lib/gateway/gateway-client";
import { parseInput } from "@/lib/gateway/parse-input";
import { fail, type Result } from "@/lib/gateway/result";
import { demoSecret } from "./target/demo-secret";

/**
 * Makes a new secret and answers its metadata; the value can never be read back. A taken name is
 * refused: replacing what other endpoints use is a rotation, and belongs to admins (Settings).
 */
export async function saveEndpointSecretAction(
  input: unknown,
  submission?: unknown,
): Promise<Result<Secret>> {
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
  // The hosted service replaces it whatever is asked: there, looking first is what can be done.
  if (existing.data.secrets.some(({ name }) => name === body.data.name)) return takenName;
  const saved = await callGateway({
    method: "POST",
    path: "/v1/secrets",
    body: body.data,
    answer: secret,
    member: member.data,
    mustBeNew: true,
    submission,
  });
  return !saved.ok && saved.error.code === "PRECONDITION_FAILED" ? takenName : saved;
}

/** Takes back the demo model's secret, of a form that is cancelled; refused while it is in use. */
export async function discardDemoSecretAction(): Promise<Result<z.infer<typeof deletedSecret>>> {
  const member = await authorize("operator");
  if (!member.ok) return member;
  return callGateway({
    method: "DELETE",
    path: `/v1/secrets/${encodeURIComponent(demoSecret.name)}`,
    answer: deletedSecret,
    member: member.data,
  });
}

const taken = "There is a secret of this name: choose it, or give another name";
const takenName = fail("VALIDATION_ERROR", taken, [{ path: "name", message: taken }]);
