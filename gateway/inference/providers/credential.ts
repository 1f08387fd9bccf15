import type { RawHeaders } from "../request/raw-headers";

/** A request as it is sent, for credentials that sign it. */
export interface SentRequest {
  method: "POST";
  origin: string;
  /** Whole, from the first slash on. */
  path: string;
  body: Buffer;
}

/** The headers by which a provider knows whose request it is. Holds a secret: never logged. */
export type Credential = (
  secret: string,
  request: SentRequest,
  clock: { now(): number },
) => RawHeaders;

export const bearer: Credential = (secret) => ["authorization", `Bearer ${secret}`];
export const apiKey: Credential = (secret) => ["authorization", `Api-Key ${secret}`];
