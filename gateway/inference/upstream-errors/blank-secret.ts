const blank = "•••";
/** Of a secret, so many characters in a row may not be told. */
const partLengthMax = 12;
/** What is shorter is no secret of anybody's (EMPTY, none): blanked as a whole word only. */
const secretLengthMin = 8;

/**
 * The text without the secret, or any 12 characters of it, as it is or as URLs, JSON and
 * base64 (Basic credentials, say) write it. Upstreams like to quote what they were sent.
 */
export function blankSecret(text: string, secret: string): string {
  if (text === "" || secret === "") return text;
  if (secret.length < secretLengthMin) return blankWord(text, secret);
  const partLength = Math.min(partLengthMax, secret.length);
  const parts = cutParts(secret, partLength);
  // Case is dropped as it is compared, where that keeps the length.
  const lower = text.toLowerCase();
  const compared = lower.length === text.length ? lower : text;
  let result = "";
  let shownFrom = 0;
  for (let at = 0; at + partLength <= compared.length; at++) {
    if (!parts.has(compared.slice(at, at + partLength))) continue;
    let end = at + partLength;
    while (end < compared.length && parts.has(compared.slice(end - partLength + 1, end + 1))) end++;
    result += text.slice(shownFrom, at) + blank;
    shownFrom = end;
    at = end - 1;
  }
  return result + text.slice(shownFrom);
}

function blankWord(text: string, word: string): string {
  const escaped = word.replaceAll(/[.*+?^${}()|[\]\\]/g, "\\$&");
  return text.replaceAll(new RegExp(`(?<![\\w-])${escaped}(?![\\w-])`, "g"), blank);
}

function cutParts(secret: string, partLength: number): Set<string> {
  const parts = new Set<string>();
  for (const form of listForms(secret)) {
    for (let at = 0; at + partLength <= form.length; at++) {
      parts.add(form.slice(at, at + partLength));
    }
  }
  // Where both the text and the secret have mixed case, either may be compared.
  for (const part of [...parts]) parts.add(part.toLowerCase());
  return parts;
}

function listForms(secret: string): string[] {
  const base64 = [0, 1, 2].map((shift) => {
    const whole = Buffer.from(`${" ".repeat(shift)}${secret}`).toString("base64");
    // Its first and last characters depend on what stands beside it.
    return whole.slice(shift === 0 ? 0 : shift + 1).replace(/.?=*$/, "");
  });
  return [
    secret,
    encodeURIComponent(secret),
    JSON.stringify(secret).slice(1, -1).replaceAll("/", "\\/"),
    Buffer.from(secret).toString("hex"),
    ...base64,
    ...base64.map((form) => form.replaceAll("+", "-").replaceAll("/", "_")),
  ];
}
