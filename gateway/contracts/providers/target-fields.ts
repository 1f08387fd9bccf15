import { z } from "zod";
import { text, trimmed } from "../text";

const vertexId = text(1, 128).refine((value) => /^[a-z0-9][a-z0-9:.-]*$/.test(value), {
  error: "may hold lower-case letters, digits, dots, colons and dashes",
});
/** These end up in an upstream host name or path, so they are held to one safe segment. */
const addressSegment = text(1, 128).refine((value) => /^[A-Za-z0-9_-]+$/.test(value), {
  error: "may hold letters, digits, _ and -",
});

/** What is sent is what is written: no segment that a server could read as another path. */
const basePath = trimmed(1, 512)
  .overwrite((path) => path.replace(/([^/])\/$/, "$1"))
  .refine(
    (path) => path === "/" || /^(?:\/(?!\.+(?:\/|$))[A-Za-z0-9._~:@!$&'()*+,=-]+)+$/.test(path),
    {
      error:
        "must begin with / and hold letters, digits and ._~:@!$&'()*+,=- between single slashes: no dots alone, nothing encoded, no query",
    },
  )
  .refine((path) => !/\/chat\/completions$/i.test(path), {
    error: "must not end with /chat/completions, which is added to it with every call",
  });

/** Every field that a target of some provider has. Which have which: `providers.ts`. */
export const targetShape = {
  secret_id: text(1, 255).nullish(),
  target_model: trimmed(1, 255).nullish(),
  base_url: trimmed(1, 2048).nullish(),
  base_path: basePath.nullish(),
  model_id: addressSegment.nullish(),
  environment_name: addressSegment.nullish(),
  vertex_config: z.object({ project_id: vertexId, location: vertexId }).nullish(),
};
export type TargetField = keyof typeof targetShape;

/** In the order in which answers list them. */
export const targetFields = [
  "secret_id",
  "target_model",
  "base_url",
  "base_path",
  "model_id",
  "environment_name",
  "vertex_config",
] as const satisfies readonly TargetField[];

/** What an absent field means; it is stored and answered only where it is another. */
export const targetDefaults = {
  base_path: "/v1",
  environment_name: "production",
} as const satisfies Partial<Record<TargetField, string>>;
