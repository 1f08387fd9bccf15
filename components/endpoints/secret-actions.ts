"use server";

import { z } from "zod";
import { deletedSecret, saveSecretBody, secret, secretList } from "@/gateway/contracts/secret";
import { serverAction } from "@/lib/auth/server-action";
import { callGateway } from "@/lib/gateway/gateway-client";
import { fail } from "@/lib/gateway/result";
import { demoSecret } from "./target/demo-secret";

const path = "/v1/secrets";
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
    const existing = await callGateway({ path, answer: secretList, member: caller.member });
    if (!existing.ok) return existing;
    // The hosted service replaces it whatever is asked: there, looking first is what can be done.
    if (existing.data.secrets.some(({ name }) => name === body.name)) return takenName;
    const request = { method: "POST", path, body, mustBeNew: true, ...caller } as const;
    const saved = await callGateway({ ...request, answer: secret });
    return !saved.ok && saved.error.code === "PRECONDITION_FAILED" ? takenName : saved;
  },
);

/** Takes back the demo model's secret, of a form that is cancelled; refused while it is in use. */
export const discardDemoSecretAction = serverAction("operator", z.unknown(), (_input, caller) =>
  callGateway({
    method: "DELETE",
    path: `${path}/${encodeURIComponent(demoSecret.name)}`,
    answer: deletedSecret,
    ...caller,
  }),
);
