import { describe, expect, it } from "vitest";
import { providers, targetFieldsOf } from "@/gateway/contracts/endpoint";
import {
  checkCreate,
  checkRepoint,
  emptyEndpointForm,
  fieldOfPath,
  fieldsShownFor,
  formOf,
  inFormWords,
  targetOf,
} from "./endpoint-form-model";

const filled = {
  ...emptyEndpointForm,
  slug: "acme/glm-5.2",
  model_id: "abc123",
  environment_name: "staging",
  base_url: "https://models.example.com",
  secret_id: "sec_1",
  target_model: "glm",
  project_id: "proj-1",
  location: "us-east1",
};

describe("endpoint form", () => {
  it.each(providers)("sends for %s exactly the fields the provider allows", (provider) => {
    const { provider: sent, ...fields } = targetOf({ ...filled, provider });
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
      targetOf({ ...filled, environment_name: "  ", target_model: "", secret_id: "" }),
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
    expect(checkRepoint(formOf(endpoint))).toEqual({
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
    ["base_url is required for OPENAI_COMPATIBLE", "Base URL is required for OPENAI_COMPATIBLE"],
    ["secret_id is not a secret of this workspace", "Secret is not a secret of this workspace"],
    ["vertex_config.location is required", "Vertex location is required"],
    ["vertex_config is required for VERTEX", "Vertex address is required for VERTEX"],
    ["constructor is no field", "constructor is no field"],
    ["There is an endpoint with this slug", "There is an endpoint with this slug"],
  ])("says %j with the form's own labels", (message, shown) => {
    expect(inFormWords(message)).toBe(shown);
  });
});
