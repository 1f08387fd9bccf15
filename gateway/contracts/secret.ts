import { z } from "zod";
import { isRecord, parseJson } from "./leaves/json";
import { timestamp, trimmed } from "./text";

/**
 * Goes into a header as it is, where one character of another kind would fail every call. A service
 * account's JSON may have lines: it is signed with, not sent.
 */
const secretValue = trimmed(1, 65_536).superRefine((value, context) => {
  const at = Array.from(value).findIndex((character) => !/^[\x20-\x7e]$/.test(character));
  if (at < 0 || isRecord(parseJson(value))) return;
  const message = `must be printable ASCII on one line, so that it fits in a header; character ${at + 1} is not (only a service account's JSON may have lines)`;
  context.addIssue({ code: "custom", message });
});

/** Clients walk up a path where they are to send these, so its deletion would never arrive. */
const savedName = trimmed(1, 255).refine((name) => name !== "." && name !== "..", {
  error: "must not be . or .., which no address can end with",
});

export const saveSecretBody = z.object({ name: savedName, value: secretValue });
export const secret = z.object({
  id: z.string(),
  name: z.string(),
  created_at: timestamp,
  team_name: z.string().nullish(),
});
export type SaveSecretBody = z.infer<typeof saveSecretBody>;
export const secretParams = z.object({ secret_name: trimmed(1, 255) });
export type Secret = z.infer<typeof secret>;
export const secretList = z.object({ secrets: z.array(secret) });
export const deletedSecret = z.object({ name: z.string() });

/** BASETEN targets without a secret of their own use this one. */
export const workspaceBasetenSecretName = "baseten_api_key";
