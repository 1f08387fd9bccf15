import { expect, test } from "vitest";
import { createGroupBody } from "@/gateway/contracts/group";
import { emptyLimits, type LimitField, type SlugLimits, withLimit } from "@/lib/limits/limit-form";
import { draftBody, newGroupBody, newGroupProblems } from "./new-group-form-model";

const typed = (limits: SlugLimits, field: LimitField, text: string) =>
  withLimit(limits, field, { text });
const form = {
  name: " Acme Corp ",
  externalId: " cust_42 ",
  limits: [typed(typed(emptyLimits("acme/glm"), "TOKEN rate", "1m"), "REQUEST DAY", "0")],
  enforcement: "CASCADING" as const,
};
const parent = { id: "grp_1", label: "Acme", enforcement: "INDEPENDENT" as const };

test("a form becomes the body of the contract, with both fields of the hierarchy", () => {
  expect(newGroupBody(form, null)).toEqual({
    ok: true,
    body: {
      metadata: { external_entity_id: "cust_42", name: "Acme Corp" },
      models: [
        {
          slug: "acme/glm",
          rate_limits: [{ type: "TOKEN", unit: "MINUTE", threshold: 1_000_000 }],
          usage_limits: [{ type: "REQUEST", unit: "DAY", threshold: 0 }],
        },
      ],
      hierarchy: { parent_group_id: null, limit_enforcement: "CASCADING" },
    },
  });
});

test("below a parent its mode holds, whatever the form says", () => {
  const read = newGroupBody(form, parent);
  expect(read).toMatchObject({
    body: { hierarchy: { parent_group_id: "grp_1", limit_enforcement: "INDEPENDENT" } },
  });
  expect(createGroupBody.safeParse(draftBody(form, parent)).success).toBe(true);
});

test("case 23: a group's form takes whatever the API takes, and refuses what it refuses", () => {
  const isTaken = (body: unknown) => createGroupBody.safeParse(body).success;
  const fields = { name: ["", "Acme", "x".repeat(256)], externalId: ["cust", "x".repeat(256)] };
  const thresholds = ["", "0", "7", "9007199254740991", "9007199254740992"];
  const seen = new Set<boolean>();
  for (const name of fields.name) {
    for (const externalId of fields.externalId) {
      for (const tokensPerDay of thresholds) {
        for (const slug of ["acme/glm", "no-prefix"]) {
          for (const above of [null, parent]) {
            const asked = { ...form, name, externalId };
            const limits = [typed(emptyLimits(slug), "TOKEN DAY", tokensPerDay)];
            const direct = {
              metadata: { external_entity_id: externalId, ...(name && { name }) },
              models: [
                {
                  slug,
                  ...(tokensPerDay && {
                    usage_limits: [{ type: "TOKEN", unit: "DAY", threshold: Number(tokensPerDay) }],
                  }),
                },
              ],
              hierarchy: { parent_group_id: above?.id },
            };
            const { ok } = newGroupBody({ ...asked, limits }, above);
            expect(ok, JSON.stringify([asked, limits])).toBe(isTaken(direct));
            seen.add(ok);
          }
        }
      }
    }
  }
  expect(seen.size, "some are taken, some refused").toBe(2);
});

test("a limit that is no number is said together with what is wrong elsewhere", () => {
  const limits = [typed(emptyLimits("acme/glm"), "TOKEN DAY", "abc")];
  expect(newGroupBody({ ...form, externalId: "", limits }, null)).toMatchObject({
    ok: false,
    problems: {
      externalId: "External ID must not be empty",
      limits: [{ slug: "acme/glm", field: "TOKEN DAY" }],
    },
  });
});

test("every problem stands at its field, in the form's words", () => {
  const empty = { ...form, name: "x".repeat(256), externalId: " ", limits: [] };
  const read = newGroupBody(empty, null);
  expect(read).toEqual({
    ok: false,
    problems: {
      name: "Name must have at most 255 characters",
      externalId: "External ID must not be empty",
      models: "Add at least one model",
      limits: [],
    },
  });
});

test("the API's field errors find their inputs", () => {
  const models = [
    {
      slug: "acme/glm",
      rate_limits: [{ type: "TOKEN" as const, unit: "MINUTE" as const, threshold: 5 }],
      usage_limits: [],
    },
  ];
  const details = [
    { path: "metadata.external_entity_id", message: "metadata.external_entity_id is already used" },
    { path: "models.0.rate_limits.0.threshold", message: "too high" },
  ];
  expect(newGroupProblems(details, models)).toEqual({
    externalId: "External ID is already used",
    limits: [{ slug: "acme/glm", field: "TOKEN rate", message: "too high" }],
  });
});
