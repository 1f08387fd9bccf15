import { z } from "zod";

/** Two URL-safe segments, `{org_prefix}/{name}`. Source: gateway API, "Endpoints". */
const segment = "[A-Za-z0-9_~-][A-Za-z0-9._~-]*";
const slugPattern = new RegExp(`^${segment}/${segment}$`);

const slugRule = "must be two URL-safe segments, like acme/glm-5.2 (letters, digits, . _ ~ -)";

export const slug = z
  .string({ error: ({ input }) => (input === undefined ? undefined : slugRule) })
  .max(255)
  .regex(slugPattern, slugRule);

export const slugPrefix = z
  .string()
  .max(128)
  .regex(new RegExp(`^${segment}$`), "must be one URL-safe segment each, like acme");
