import { z } from "zod";

/** Two URL-safe segments, `{org_prefix}/{name}`. Source: gateway API, "Endpoints". */
const segment = "[A-Za-z0-9_~-][A-Za-z0-9._~-]*";
const slugPattern = new RegExp(`^${segment}/${segment}$`);

export const slugRule =
  "slug must be two URL-safe segments, like acme/glm-5.2 (letters, digits, . _ ~ -)";

export const slug = z
  .string({ error: (issue) => (issue.input === undefined ? "slug is required" : slugRule) })
  .max(255, "slug must have at most 255 characters")
  .regex(slugPattern, slugRule);

export const slugPrefix = z
  .string()
  .max(128)
  .regex(new RegExp(`^${segment}$`), "a slug prefix is one URL-safe segment, like acme");
