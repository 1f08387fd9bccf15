const letters: Record<string, string> = {
  ß: "ss",
  æ: "ae",
  œ: "oe",
  þ: "th",
  ø: "o",
  ł: "l",
  đ: "d",
  ð: "d",
  ħ: "h",
  ŧ: "t",
  ı: "i",
  ς: "σ",
};

/**
 * For comparing in a search: no case, no accents. The same as `fold_text` of the gateway's database,
 * which searches where the server can.
 */
export function foldText(text: string): string {
  return text
    .toLowerCase()
    .replace(/[ßæœþøłđðħŧıς]/g, (letter) => letters[letter] ?? letter)
    .normalize("NFKD")
    .replace(/[\u0300-\u036f]/g, "");
}
