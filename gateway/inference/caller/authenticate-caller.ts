import { hash, timingSafeEqual } from "node:crypto";
import type { IncomingMessage } from "node:http";
import { keyPrefixCharacters } from "../../contracts/sizes";
import { parseCredential } from "../../platform/http/credential";
import { invalidApiKey, missingApiKey } from "../errors/inference-error";
import type { CallerCaches } from "./caller-caches";
import type { KeyRow } from "./caller-store";
import type { CallerGroup } from "./find-caller-group";
import { refuseEvenly } from "./refuse-evenly";

export interface Caller {
  keyPrefix: string;
  group: CallerGroup;
}

const digestBytes = 32;
/** Compared with where a prefix is unknown, so that the answer takes as long. */
const nobody = Buffer.alloc(digestBytes);
/** A buffer for each digest would take longer than the digest does. */
const sent = Buffer.alloc(digestBytes);

/**
 * Establishes which group calls, or throws 401 (429 where its address guesses), after the same wait
 * whatever is wrong. A prefix is unique in a workspace only, so the whole key's hash is compared with
 * every key of that prefix.
 */
export async function authenticateCaller(
  caches: Pick<CallerCaches, "keys" | "group">,
  request: IncomingMessage,
  refuse = refuseEvenly,
): Promise<Caller> {
  const arrivedMs = performance.now();
  const credential = findSentKey(request.headers);
  if (!credential) throw missingApiKey();
  if (credential.length >= keyPrefixCharacters) {
    const digest = hash("sha256", credential, "binary");
    const candidates = await caches.keys(credential.slice(0, keyPrefixCharacters), request);
    const key = findMatch(digest, candidates);
    const group = key && (await caches.group(key.groupId));
    if (key && group) return { keyPrefix: key.prefix, group };
  }
  await refuse(arrivedMs);
  throw invalidApiKey();
}

/** @param digest of the whole key, a byte a character */
function findMatch(digest: string, candidates: readonly KeyRow[]): KeyRow | undefined {
  sent.write(digest, "latin1");
  if (candidates.length === 0) timingSafeEqual(sent, nobody);
  let match: KeyRow | undefined;
  for (const candidate of candidates) {
    if (timingSafeEqual(sent, candidate.keyHash)) match = candidate;
  }
  return match;
}

/** Clients of other families put it into a header of its own. */
function findSentKey({ authorization, "x-api-key": key }: IncomingMessage["headers"]) {
  const credential = parseCredential(authorization);
  if (credential !== undefined || typeof key !== "string") return credential;
  return /^\S+$/.test(key) ? key : undefined;
}
