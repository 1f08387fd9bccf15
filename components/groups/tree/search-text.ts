import { keyPrefixCharacters } from "@/gateway/contracts/sizes";
import { plural } from "@/lib/format/format";
import { searchTerm } from "@/lib/groups/search-term";

const shortestKeyCharacters = 32;

/** More that match are not listed, though one more is looked for: whoever searches types on. */
export const foundGroupsMax = 50;

/** How many groups were found, exactly or as far as they are listed. */
export function foundCount(found: number, max: number): string {
  if (found <= max) return `${plural(found, "group")} found`;
  return `The first ${max} groups found: type more to narrow it down`;
}

export interface SearchText {
  /** What may leave the browser. */
  sent: string;
  /** True when the rest of what looks like a key was held back. */
  isCut: boolean;
}

/**
 * A pasted key is looked up by its prefix; its secret part never leaves the browser. Here parts of
 * names are found too, so whatever could be a key is cut, an id of that length included: its first
 * characters still find it.
 */
export function searchText(typed: string): SearchText {
  const term = searchTerm(typed);
  const couldBeKey = term.length >= shortestKeyCharacters && !/\s/.test(term);
  const sent = couldBeKey ? term.slice(0, keyPrefixCharacters) : term;
  return { sent, isCut: sent.length < typed.trim().length };
}
