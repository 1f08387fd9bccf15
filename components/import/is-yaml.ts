/**
 * By what it begins with, not by its name: typed text has none. A CSV begins with a head, which has no
 * dash, colon, bracket or comment.
 */
export function isYaml(text: string): boolean {
  const significant = /^\uFEFF?(?:\s*(?:#[^\n]*)?(?:\r?\n|$))*/;
  const start = text.slice(significant.exec(text)?.[0].length ?? 0);
  return /^\s*#/.test(text) || /^(?:-|%YAML|[[{]|\w+[ \t]*:(?:\s|$))/.test(start);
}
