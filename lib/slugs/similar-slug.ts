const distanceMax = 2;

/**
 * The known slug that was probably meant by one that is not among them; null where none is close.
 * `acme/glm5.2` means `acme/glm-5.2`, `glm-5.2` as well, and so does a slip of two letters.
 */
export function similarSlug(typed: string, known: readonly string[]): string | null {
  const wanted = bare(typed);
  if (wanted === "" || known.includes(typed)) return null;
  const hasPrefix = typed.includes("/");
  let best: { slug: string; distance: number } | null = null;
  for (const slug of known) {
    const candidate = bare(hasPrefix ? slug : slug.slice(slug.indexOf("/") + 1));
    // A slip in a short name makes another name of it.
    const allowed = Math.min(distanceMax, Math.floor(candidate.length / 4));
    const distance = editDistance(wanted, candidate, allowed);
    if (distance <= allowed && (!best || distance < best.distance)) best = { slug, distance };
  }
  return best?.slug ?? null;
}

function bare(slug: string): string {
  return slug.toLowerCase().replace(/[^a-z0-9]/g, "");
}

/** Insertions, deletions and replacements from one to the other; of more than `max`, some more. */
function editDistance(one: string, other: string, max: number): number {
  if (Math.abs(one.length - other.length) > max) return max + 1;
  let row = Array.from({ length: other.length + 1 }, (_, index) => index);
  for (const [at, letter] of [...one].entries()) {
    const next = [at + 1];
    for (let index = 1; index <= other.length; index++) {
      const replaced = (row[index - 1] ?? 0) + (other[index - 1] === letter ? 0 : 1);
      next.push(Math.min(replaced, (row[index] ?? 0) + 1, (next[index - 1] ?? 0) + 1));
    }
    row = next;
  }
  return row.at(-1) ?? 0;
}
