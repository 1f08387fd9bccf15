interface FieldError {
  message: string;
  param: string | null;
}

type Members = Readonly<Record<string, unknown>>;

/** An issue of pydantic, zod or of a JSON schema: where, and what. */
export function parseIssue({ loc, msg, path: at, message }: Members): FieldError | undefined {
  const places = Array.isArray(loc) ? loc : at;
  const text = Array.isArray(loc) ? msg : message;
  if (!Array.isArray(places) || typeof text !== "string") return undefined;
  const [place, ...inner] = places.map(String);
  const path = (place === "body" ? inner : places.map(String)).join(".");
  return { message: path ? `${path}: ${text}` : text, param: path || null };
}

/** Some name the field, and list under it what is wrong: `{ "messages": ["is required"] }`. */
export function errorsByField(errors: Members): FieldError | undefined {
  const said = Object.entries(errors).flatMap(([field, list]) => {
    const isTexts = Array.isArray(list) && list.every((one) => typeof one === "string");
    return isTexts && list.length > 0 ? [{ field, text: list.join(", ") }] : [];
  });
  const [first] = said;
  if (!first) return undefined;
  return {
    message: said.map(({ field, text }) => `${field}: ${text}`).join("; "),
    param: first.field,
  };
}
