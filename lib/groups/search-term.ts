import { keyPrefixCharacters } from "@/gateway/contracts/sizes";

const uuid = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/i;
const opaqueId = /^[a-z]{3}_[0-9A-Za-z]{20}$/;

/**
 * What of a typed or pasted text may be sent to a search. A whole customer key (minted
 * `prefix.secret`, or any 32 and more characters without a space) is cut to its prefix:
 * the rest never leaves the browser.
 */
export function searchTerm(typed: string): string {
  const text = typed.trim();
  return isLikeKey(text) ? text.slice(0, keyPrefixCharacters) : text.slice(0, 255);
}

/** Whether a text without blanks around it may be a whole key. */
export function isLikeKey(text: string): boolean {
  return (
    /^[\x21-\x7e]{16}\.[\x21-\x7e]*$/.test(text) ||
    (/^[\x21-\x7e]{32,}$/.test(text) && !uuid.test(text) && !opaqueId.test(text))
  );
}
