/**
 * What a log or a terminal must not be given as it came: controls (escape sequences move cursors and
 * recolour lines), line and paragraph separators, and what turns the direction of text or hides in it.
 */
const unseen = /[\p{Cc}\p{Cf}\p{Cs}\p{Zl}\p{Zp}]/gu;

/** Each of them as `\uXXXX`: still in JSON, and to be seen everywhere. Tabs and line feeds stay. */
export function withoutControls(text: string): string {
  return text.replace(unseen, (character) =>
    character === "\n" || character === "\t" ? character : escaped(character),
  );
}

/** Unit by unit, as JSON writes what lies above 0xffff. */
function escaped(character: string): string {
  const units = Array.from({ length: character.length }, (_, at) => character.charCodeAt(at));
  return units.map((unit) => `\\u${unit.toString(16).padStart(4, "0")}`).join("");
}

/** On one line, and no longer than this: for a cell of a table, or a word in a message. */
export function visibleText(text: string, charactersMax: number): string {
  const cut = text.length > charactersMax ? `${text.slice(0, charactersMax)}…` : text;
  return withoutControls(cut).replace(/\n/g, "\\n").replace(/\t/g, "\\t");
}
