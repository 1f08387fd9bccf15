import { describe, expect, it } from "vitest";
import { createEndpointBody } from "@/gateway/contracts/endpoint";
import { providers, targetFieldsOf } from "@/gateway/contracts/providers/providers";
import { type TargetField, targetFields } from "@/gateway/contracts/providers/target-fields";
import {
  calledPath,
  checkCreate,
  checkRepoint,
  emptyEndpointForm,
  fieldOfPath,
  fieldsShownFor,
  inFormWords,
  toForm,
  toTarget,
} from "./endpoint-form-model";

const filled = {
  ...emptyEndpointForm,
  slug: "acme/glm-5.2",
  model_id: "abc123",
  environment_name: "staging",
  base_url: "https://models.example.com",
  base_path: "/openai/v1",
  secret_id: "sec_1",
  target_model: "glm",
  project_id: "proj-1",
  location: "us-east1",
};

describe("endpoint form", () => {
  it.each(providers)("sends for %s exactly the fields the provider allows", (provider) => {
    const { provider: sent, ...fields } = toTarget({ ...filled, provider });
    const allowed = Object.entries(targetFieldsOf[provider])
      .filter(([, presence]) => presence !== "forbidden")
      .map(([field]) => field);
    expect(sent).toBe(provider);
    expect(Object.keys(fields).sort()).toEqual(allowed.sort());
  });

  it.each(providers)("accepts a filled form for %s", (provider) => {
    expect(checkCreate({ ...filled, provider })).toMatchObject({ ok: true });
  });

  it.each(providers)("names every missing required field of %s at its input", (provider) => {
    const checked = checkCreate({ ...emptyEndpointForm, slug: "acme/x", provider });
    const missing = checked.ok ? [] : checked.details.map(({ path }) => fieldOfPath(path));
    const required = fieldsShownFor(provider)
      .filter(({ isRequired }) => isRequired)
      .map(({ field }) => (field === "vertex_config" ? "project_id" : field));
    expect(missing.sort()).toEqual(required.sort());
  });

  it.each(providers)(
    "case 23: for %s the form demands what the API demands, and offers nothing that it forbids",
    (provider) => {
      const values: Record<TargetField, unknown> = {
        secret_id: filled.secret_id,
        target_model: filled.target_model,
        base_url: filled.base_url,
        base_path: filled.base_path,
        model_id: filled.model_id,
        environment_name: filled.environment_name,
        vertex_config: { project_id: filled.project_id, location: filled.location },
      };
      const isTaken = (fields: readonly TargetField[]) => {
        const target = Object.fromEntries(fields.map((field) => [field, values[field]]));
        const body = { slug: filled.slug, targets: [{ provider, ...target }] };
        return createEndpointBody.safeParse(body).success;
      };
      const shown = fieldsShownFor(provider);
      const names = shown.map(({ field }) => field);
      const required = shown.filter(({ isRequired }) => isRequired).map(({ field }) => field);
      expect(isTaken(required), "all that the form marks as required is enough").toBe(true);
      expect(isTaken(names), "all that the form offers may be given").toBe(true);
      for (const field of required) {
        expect(isTaken(names.filter((name) => name !== field)), `without ${field}`).toBe(false);
      }
      for (const field of targetFields) {
        if (names.includes(field)) continue;
        expect(isTaken([...names, field]), `with ${field}`).toBe(false);
      }
      const minimal = { ...emptyEndpointForm, provider, slug: filled.slug };
      for (const field of required) {
        if (field === "vertex_config") Object.assign(minimal, values.vertex_config);
        else minimal[field] = filled[field];
      }
      expect(checkCreate(minimal)).toMatchObject({ ok: true });
    },
  );

  it("names the missing half of a Vertex address at its own input", () => {
    const checked = checkCreate({ ...filled, provider: "VERTEX", location: " " });
    expect(checked.ok ? [] : checked.details.map(({ path }) => fieldOfPath(path))).toEqual([
      "location",
    ]);
  });

  it("shows a bad slug at the slug input", () => {
    const checked = checkCreate({ ...filled, slug: "no-prefix" });
    expect(checked.ok ? [] : checked.details.map(({ path }) => fieldOfPath(path))).toEqual([
      "slug",
    ]);
  });

  it("sends blanks as absent, never as empty text", () => {
    expect(
      toTarget({ ...filled, environment_name: "  ", target_model: "", secret_id: "" }),
    ).toEqual({ provider: "BASETEN", model_id: "abc123" });
  });

  it("re-points with the same target that an untouched form was filled from", () => {
    const target = { provider: "OPENAI_COMPATIBLE", base_url: "https://a.example", secret_id: "s" };
    const endpoint = {
      id: "ept_1",
      slug: "acme/x",
      region: "EU",
      targets: [{ ...target, target_model: "m", model_id: null }],
      created_at: "2026-01-01T00:00:00Z",
      updated_at: "2026-01-01T00:00:00Z",
    };
    expect(checkRepoint(toForm(endpoint))).toEqual({
      ok: true,
      body: { targets: [{ ...target, target_model: "m" }] },
    });
  });

  it("refuses a base URL that repeats what every call adds", () => {
    for (const path of ["/v1/chat/completions", "/chat/completions/", "/v1/Chat/Completions"]) {
      const base_url = `https://models.example.com${path}`;
      const checked = checkCreate({ ...filled, provider: "OPENAI_COMPATIBLE", base_url });
      expect(checked).toMatchObject({
        ok: false,
        details: [
          {
            path: "targets.0.base_url",
            message: expect.stringContaining("base_url must not end with /chat/completions"),
          },
        ],
      });
    }
    const base_url = "https://models.example.com/chat/v1";
    expect(checkCreate({ ...filled, provider: "OPENAI_COMPATIBLE", base_url }).ok).toBe(true);
  });

  it.each([
    [
      "targets.0.base_url",
      "base_url is required for OPENAI_COMPATIBLE",
      "Base URL is required for OPENAI_COMPATIBLE",
    ],
    [
      "targets.0.secret_id",
      "secret_id is not a secret of this workspace",
      "Secret is not a secret of this workspace",
    ],
    [
      "targets.0.vertex_config.location",
      "vertex_config.location is required",
      "Vertex location is required",
    ],
    ["targets.0.vertex_config.location", "location is required", "Vertex location is required"],
    [
      "targets.0.vertex_config",
      "vertex_config is required for VERTEX",
      "Vertex address is required for VERTEX",
    ],
    ["constructor", "constructor is no field", "constructor is no field"],
    ["slug", "There is an endpoint with this slug", "There is an endpoint with this slug"],
  ])("at %s, says %j with the form's own labels", (path, message, shown) => {
    expect(inFormWords({ path, message })).toBe(shown);
  });
});

it.each([
  ["", "/v1/chat/completions"],
  ["  ", "/v1/chat/completions"],
  ["/openai/v1", "/openai/v1/chat/completions"],
  ["/api/paas/v4/", "/api/paas/v4/chat/completions"],
  ["/", "/chat/completions"],
])("the hint of the base URL follows the base path %j", (typed, called) => {
  expect(calledPath(typed)).toBe(called);
});
