import { z } from "zod";
import { page } from "./page";
import { text, timestamp, trimmed } from "./text";

const keyName = trimmed(0, 255);

export const mintKeyBody = z.object({ name: keyName.nullish() }).nullish();
/** Holds a plaintext: answered once, `Cache-Control: no-store`. */
export const mintedKey = z.object({
  api_key: z.string(),
  prefix: z.string(),
  name: z.string().nullable(),
});
export type MintedKey = z.infer<typeof mintedKey>;

export const minKeyEntropyBitsPerCharacter = 3;

/** Bits of Shannon entropy per character. Source: gateway API, "Register". */
export function entropyBitsPerCharacter(key: string): number {
  const counts = new Map<string, number>();
  for (const character of key) counts.set(character, (counts.get(character) ?? 0) + 1);
  const length = Array.from(key).length;
  let bits = 0;
  for (const count of counts.values()) bits -= (count / length) * Math.log2(count / length);
  return bits;
}

export const registerKeyBody = z.object({
  key: text(32, 128)
    .refine((key) => /^[\x21-\x7e]*$/.test(key), {
      error: "must be visible ASCII without spaces, so that it fits in a header",
    })
    .refine((key) => entropyBitsPerCharacter(key) >= minKeyEntropyBitsPerCharacter, {
      error: "must have at least 3.0 bits of entropy per character",
    }),
  name: keyName.nullish(),
});
export const registeredKey = z.object({ ok: z.literal(true) });

export const apiKey = z.object({
  prefix: z.string(),
  name: z.string().nullish(),
  /** Extensions: absent on the hosted service. */
  created_at: timestamp.optional(),
  last_used_at: timestamp.nullish(),
});
export type ApiKey = z.infer<typeof apiKey>;
/** A key as history names it, revoked or not. */
export const namedKey = z.object({
  prefix: z.string(),
  name: z.string().nullable(),
  is_revoked: z.boolean(),
});
export type NamedKey = z.infer<typeof namedKey>;

export const apiKeyPage = page(apiKey);
export const revokedKey = z.object({ prefix: z.string() });
