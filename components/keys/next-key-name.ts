const nameCharactersMax = 255;

/**
 * What to call the key that takes another's place, so that the two can be told apart: `production` →
 * `production (2)`, and that one → `production (3)`; never a name that is taken.
 */
export function nextKeyName(name: string | null, taken: readonly (string | null)[]): string {
  const [, base, count] = /^(.*?)(?:\s*\((\d{1,6})\))?$/s.exec(name ?? "") ?? [];
  const stem = Array.from(base || "key");
  for (let number = Number(count ?? 1) + 1; ; number += 1) {
    const end = ` (${number})`;
    const next = stem.slice(0, nameCharactersMax - end.length).join("") + end;
    if (!taken.includes(next)) return next;
  }
}
