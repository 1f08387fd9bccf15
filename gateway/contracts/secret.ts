import { z } from "zod";
import { text, timestamp } from "./text";

export const saveSecretBody = z.object({
  name: text("name", 1, 255),
  value: text("value", 1, 65_536),
});
export const secret = z.object({
  id: z.string(),
  name: z.string(),
  created_at: timestamp,
  team_name: z.string().nullish(),
});
export type SaveSecretBody = z.infer<typeof saveSecretBody>;
export const secretParams = z.object({ secret_name: text("secret_name", 1, 255) });
export type Secret = z.infer<typeof secret>;
export const secretList = z.object({ secrets: z.array(secret) });
export const deletedSecret = z.object({ name: z.string() });

/** BASETEN targets without a secret of their own use this one. */
export const workspaceBasetenSecretName = "baseten_api_key";
