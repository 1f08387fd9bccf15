import { expect, test } from "vitest";
import { z } from "zod";
import { createEndpointBody } from "../endpoint";
import { createGroupBody } from "../group";
import { createApiKeyBody } from "../management-key";
import { listRefusalsQuery } from "../refusal";
import { saveSecretBody } from "../secret";
import { toDetails } from "./to-details";

const findMessage = (schema: z.ZodType, input: unknown) =>
  toDetails(schema.safeParse(input).error?.issues ?? [])[0];

test.each<[schema: z.ZodType, input: unknown, rule: string]>([
  [z.string(), undefined, "is required"],
  [z.string(), 1, "must be a string"],
  [z.array(z.string()), {}, "must be a list"],
  [z.object({}), [], "must be an object"],
  [z.boolean(), "true", "must be true or false"],
  [z.int(), 1.5, "must be a whole number"],
  [z.enum(["DAY"]), "WEEK", "must be DAY"],
  [z.enum(["SECOND", "MINUTE"]), "WEEK", "must be SECOND or MINUTE"],
  [z.enum(["SECOND", "MINUTE", "DAY"]), "WEEK", "must be SECOND, MINUTE or DAY"],
  [z.string().min(1), "", "must not be empty"],
  [z.string().max(3), "four", "must have at most 3 characters"],
  [z.array(z.string()).max(1), ["a", "b"], "must hold at most 1"],
  [z.int().max(3), 4, "must be at most 3"],
  [z.string().regex(/^a/), "b", "is not valid"],
])(
  "what is checked without words of its own is a rule that a name can stand before",
  (schema, input, rule) => {
    expect(
      findMessage(z.object({ deep: z.object({ field: schema }) }), { deep: { field: input } }),
    ).toEqual({ path: "deep.field", message: `deep.field ${rule}` });
  },
);

const target = { provider: "OPENAI_COMPATIBLE", secret_id: "s", target_model: "m" };
const model = (limits: object) => ({
  metadata: { external_entity_id: "a" },
  models: [{ slug: "acme/a", ...limits }],
  hierarchy: {},
});
const daily = { type: "TOKEN", unit: "DAY", threshold: 1 };

test.each<[schema: z.ZodType, input: unknown, path: string, message: string]>([
  [saveSecretBody, { name: "", value: "v" }, "name", "name must not be empty"],
  [
    createEndpointBody,
    { slug: "acme/a", targets: [target] },
    "targets.0.base_url",
    "base_url is required for OPENAI_COMPATIBLE",
  ],
  [
    createGroupBody,
    { ...model({}), metadata: { external_entity_id: "" } },
    "metadata.external_entity_id",
    "metadata.external_entity_id must not be empty",
  ],
  [
    createGroupBody,
    model({ usage_limits: [{ ...daily, threshold: -1 }] }),
    "models.0.usage_limits.0.threshold",
    "threshold must be 0 or more (0 blocks)",
  ],
  [
    createGroupBody,
    model({ usage_limits: [daily, daily] }),
    "models.0.usage_limits.1.type",
    "type must not be listed twice: at most one TOKEN usage limit per DAY and slug",
  ],
  [
    createGroupBody,
    model({ rate_limits: 1 }),
    "models.0.rate_limits",
    "rate_limits must be a list",
  ],
  [listRefusalsQuery, { limit: "many" }, "limit", "limit must be a whole number from 1 to 200"],
  [
    createApiKeyBody,
    { type: "WORKSPACE_INVOKE" },
    "type",
    "type can't be WORKSPACE_INVOKE, which does not exist here: models are called with keys of groups, minted at /v1/gateway/groups/{group_id}/api_keys",
  ],
])(
  "a message names the field that its path ends at, and the rule",
  (schema, input, path, message) => {
    expect(findMessage(schema, input)).toEqual({ path, message });
  },
);

test.each([
  [["sources", 2], "may hold A", "sources.2 may hold A"],
  [["models", 0], "must be an object", "models.0 must be an object"],
  [[], "send slug, targets, or both", "send slug, targets, or both"],
  [["request", "model"], "Enter a model slug", "Enter a model slug"],
])(
  "a place in a list is named with its list, and a sentence stands alone: %j %s",
  (path, message, said) => {
    expect(toDetails([{ path, message }])[0]?.message).toBe(said);
  },
);
