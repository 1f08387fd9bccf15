import { z } from "zod";
import { page, pageQuery } from "./page";
import { providers, targetFieldsOf } from "./providers/providers";
import { targetFields, targetShape } from "./providers/target-fields";
import { slug } from "./slug";
import { plainUrl, text, timestamp } from "./text";

export const provider = z.enum(providers);

export const regions = ["UNRESTRICTED", "EU"] as const;
export const region = z.enum(regions);

export const target = z.object({ provider, ...targetShape }).superRefine((value, context) => {
  for (const field of targetFields) {
    const presence = targetFieldsOf[value.provider][field];
    const absent = value[field] === undefined || value[field] === null;
    if (presence === "required" && absent) {
      context.addIssue({
        code: "custom",
        path: [field],
        message: `is required for ${value.provider}`,
      });
    }
    if (presence === "forbidden" && !absent) {
      context.addIssue({
        code: "custom",
        path: [field],
        message: `is not allowed for ${value.provider}`,
      });
    }
  }
});
export type Target = z.infer<typeof target>;

/** Held to on writing only: a target of an earlier version must stay readable. */
const writtenTarget = target
  .refine(({ base_url }) => !/\/chat\/completions\/*$/i.test(base_url ?? ""), {
    path: ["base_url"],
    error: "must not end with /chat/completions, which is added to it with every call",
  })
  .refine(({ base_url }) => plainUrl(base_url ?? ""), {
    path: ["base_url"],
    error: "must not hold blanks, control characters or backslashes",
  })
  .refine(({ vertex_config }) => /^[a-z0-9-]*$/.test(vertex_config?.location ?? ""), {
    path: ["vertex_config", "location"],
    error:
      "may hold lower-case letters, digits and dashes: it is a part of the host name that is called",
  });

export const targets = z
  .array(writtenTarget, { error: "must be a list with exactly one target" })
  .length(1, "must hold exactly one target");

export const createEndpointBody = z.object({ slug, targets, region: region.nullish() });
export type CreateEndpointBody = z.infer<typeof createEndpointBody>;

export const patchEndpointBody = z
  .object({ slug: slug.nullish(), targets: targets.nullish() })
  .refine((body) => typeof body.slug === "string" || Array.isArray(body.targets), {
    error: "send slug, targets, or both",
  });
export type PatchEndpointBody = z.infer<typeof patchEndpointBody>;

/** What a server answers: lenient, so that the hosted service's targets parse too. */
export const endpointTarget = z.object({
  provider: z.string(),
  secret_id: z.string().nullish(),
  target_model: z.string().nullish(),
  base_url: z.string().nullish(),
  base_path: z.string().nullish(),
  model_id: z.string().nullish(),
  environment_name: z.string().nullish(),
  vertex_config: z.object({ project_id: z.string(), location: z.string() }).nullish(),
});

export const endpoint = z.object({
  id: z.string(),
  slug: z.string(),
  region: z.string(),
  targets: z.array(endpointTarget),
  created_at: timestamp,
  updated_at: timestamp,
  /** Extension, with `?include=group_count`: groups whose model set names this slug. */
  group_count: z.int().optional(),
});
export type Endpoint = z.infer<typeof endpoint>;

const includes = z.enum(["group_count"]);

/** `include` is a comma-separated list of extension fields; unknown names are ignored. */
const endpointInclude = z
  .string()
  .optional()
  .transform((value) => {
    const names = value?.split(",") ?? [];
    return includes.options.filter((name) => names.includes(name));
  });

export const listEndpointsQuery = pageQuery.extend({ include: endpointInclude });
export type ListEndpointsQuery = z.infer<typeof listEndpointsQuery>;
export const readEndpointQuery = z.object({ include: endpointInclude });
export const endpointParams = z.object({ endpoint_id: text(1, 255) });
export const endpointPage = page(endpoint);
export const deletedEndpoint = z.object({ id: z.string(), slug: z.string() });

/** Extension: slugs that groups name and no endpoint serves. */
export const danglingSlugs = z.object({
  items: z.array(z.object({ slug: z.string(), group_count: z.int() })),
});

/** Extension: a target is tried before it is saved; `slug` is the model's name where it has none. */
export const testEndpointBody = z.object({ slug: slug.nullish(), targets });
export type TestEndpointBody = z.infer<typeof testEndpointBody>;

export const endpointTest = z.object({
  ok: z.boolean(),
  /** The upstream's HTTP status; null when it gave no answer. */
  status: z.int().nullable(),
  latency_ms: z.int().min(0),
  /** For people: what happened, and what to look at. Never holds a secret. */
  message: z.string(),
});
export type EndpointTest = z.infer<typeof endpointTest>;
