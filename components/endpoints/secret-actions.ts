"use server";

import { z } from "zod";
import { operations } from "@/gateway/contracts/operations/operations";
import { saveSecretBody } from "@/gateway/contracts/secret";
import { serverAction } from "@/lib/auth/server-action";
import { callGateway } from "@/lib/gateway/gateway-client";
import { fail } from "@/lib/gateway/result";
import { demoSecret } from "./target/demo-secret";

const taken = "There is a secret of this name: choose it, or give another name";
const takenName = fail("VALIDATION_ERROR", taken, [{ path: "name", message: taken }]);

/**
 * Makes a new secret and answers its metadata; the value can never be read back. A taken name is
 * refused: replacing what other endpoints use is a rotation, and belongs to admins (Settings).
 */
export const saveEndpointSecretAction = serverAction(
  "operator",
  saveSecretBody,
  async (body, caller) => {
    const existing = await callGateway(operations.listSecrets, { member: caller.member });
    if (!existing.ok) return existing;
    // The hosted service replaces it whatever is asked: there, looking first is what can be done.
    if (existing.data.secrets.some(({ name }) => name === body.name)) return takenName;
    const saved = await callGateway(operations.saveSecret, { body, mustBeNew: true, ...caller });
    return !saved.ok && saved.error.code === "PRECONDITION_FAILED" ? takenName : saved;
  },
);

/** Takes back the demo model's secret, of a form that is cancelled; refused while it is in use. */
export const discardDemoSecretAction = serverAction("operator", z.unknown(), (_input, caller) =>
  callGateway(operations.deleteSecret, { params: { secret_name: demoSecret.name }, ...caller }),
);
