import "server-only";
import { createHmac, timingSafeEqual } from "node:crypto";
import { z } from "zod";
import { randomText } from "../../gateway/contracts/leaves/random-text";

/**
 * A browser that a member was signed in with. Its cookie says whose, and is signed: strangers who use
 * up an account's tries can't use up those that are kept for it.
 */
export const deviceCookie = {
  name: "headgate.device",
  /** Nothing else needs it. */
  path: "/api/auth",
  seconds: 180 * 24 * 60 * 60,
};

const contents = z.tuple([z.string().min(1), z.string().min(16), z.coerce.number()]);
const alphabet = "0123456789abcdefghijkmnpqrstuvwxyz";

/** A new cookie's value. */
export function knownDevice(memberId: string, secret: string, nowMs: number): string {
  const text = [memberId, randomText(24, alphabet), String(nowMs)].join("|");
  const payload = Buffer.from(text).toString("base64url");
  return `${payload}.${signature(payload, secret)}`;
}

/** @returns the device's own id, or null: no such cookie, another's, forged, or too old */
export function findDevice(
  cookie: string | undefined,
  memberId: string | undefined,
  { secret, nowMs }: { secret: string; nowMs: number },
): string | null {
  const [payload = "", signed = ""] = (cookie ?? "").split(".");
  const [own, sent] = [Buffer.from(signature(payload, secret)), Buffer.from(signed)];
  if (own.length !== sent.length || !timingSafeEqual(own, sent)) return null;
  const read = contents.safeParse(Buffer.from(payload, "base64url").toString().split("|"));
  if (!read.success) return null;
  const [owner, device, atMs] = read.data;
  const isFresh = nowMs - atMs < deviceCookie.seconds * 1000;
  return owner === memberId && isFresh ? device : null;
}

function signature(payload: string, secret: string): string {
  return createHmac("sha256", `known device ${secret}`).update(payload).digest("base64url");
}
