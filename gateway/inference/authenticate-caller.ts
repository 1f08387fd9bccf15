import { timingSafeEqual } from "node:crypto";
import { keyPrefixCharacters } from "../contracts/key";
import { credentialOf, sha256 } from "../http/authenticate";
import type { CallerCaches } from "./caller-caches";
import type { KeyRow } from "./caller-store";
import type { CallerGroup } from "./find-caller-group";
import { invalidApiKey } from "./inference-error";

export interface Caller {
  keyPrefix: string;
  group: CallerGroup;
}

/** Compared with where a prefix is unknown, so that the answer takes as long. */
const nobody = Buffer.alloc(32);

/**
 * Establishes which group calls, or throws 401. A prefix is unique in a workspace only, so the
 * whole key's hash is compared with every key of that prefix.
 */
export async function authenticateCaller(
  caches: CallerCaches,
  authorization: string | undefined,
): Promise<Caller> {
  const credential = credentialOf(authorization);
  if (!credential || credential.length < keyPrefixCharacters) throw invalidApiKey();
  const hash = sha256(credential);
  const candidates = await caches.keys(credential.slice(0, keyPrefixCharacters));
  const key = matchOf(hash, candidates);
  const group = key && (await caches.group(key.groupId));
  if (!key || !group) throw invalidApiKey();
  return { keyPrefix: key.prefix, group };
}

function matchOf(hash: Buffer, candidates: readonly KeyRow[]): KeyRow | undefined {
  if (candidates.length === 0) timingSafeEqual(hash, nobody);
  let match: KeyRow | undefined;
  for (const candidate of candidates) {
    if (timingSafeEqual(hash, candidate.keyHash)) match = candidate;
  }
  return match;
}
