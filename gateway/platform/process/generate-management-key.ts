import { randomBytes } from "node:crypto";

const shownCharacters = 16;

/**
 * `hgm_` and 44 characters of base64url: no federated key starts like this. The first 16 characters
 * tell keys apart in lists; the 192 random bits behind them are kept only as a hash.
 */
export function generateManagementKey(): { plaintext: string; prefix: string } {
  const plaintext = `hgm_${randomBytes(33).toString("base64url")}`;
  return { plaintext, prefix: plaintext.slice(0, shownCharacters) };
}
