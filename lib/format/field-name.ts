const acronyms = new Set(["id", "url", "api", "ip"]);

/** A field of the API in people's words: `group_id` → `Group ID`. Anything else stays as it is. */
export function fieldName(name: string): string {
  if (!/^[a-z][a-z0-9_]*$/.test(name)) return name;
  const words = name.split("_").map((word) => (acronyms.has(word) ? word.toUpperCase() : word));
  const text = words.join(" ");
  return text.charAt(0).toUpperCase() + text.slice(1);
}
