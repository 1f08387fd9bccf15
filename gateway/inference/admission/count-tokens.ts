import { countTokens as countPiece } from "gpt-tokenizer/encoding/o200k_base";
import { TimedTurn } from "../request/timed-turn";

const pieceCharactersMax = 1_024;
/** The tokenizer's time grows with the square of a word: longer ones are cut. */
const wordCharactersMax = 128;
const longWord = new RegExp(`\\S{${wordCharactersMax + 1}}`);
// Text such as <|endoftext|> is text here, not a control token.
const asText = { disallowedSpecial: new Set<string>() };

/** Beyond this, evenly spaced pieces speak for the rest: counting must not be an attack. */
const countedCharactersMax = 128 * 1_024;

/**
 * Tokens of o200k in these texts. Fed to the tokenizer in small pieces, letting others run in
 * between: no text holds the event loop. Source: engine, "Token estimate".
 */
export async function countTokens(texts: readonly string[]): Promise<number> {
  const characters = texts.reduce((sum, text) => sum + text.length, 0);
  const share = Math.min(1, countedCharactersMax / characters);
  let tokens = 0;
  let passed = 0;
  let counted = 0;
  const turn = new TimedTurn();
  for (const text of texts) {
    for (let from = 0; from < text.length; ) {
      const to = endOfPiece(text, from);
      passed += to - from;
      if (counted <= passed * share) {
        tokens += countPiece(text.slice(from, to), asText);
        counted += to - from;
      }
      from = to;
      if (turn.isOver) await turn.next();
    }
  }
  return counted === passed ? tokens : Math.ceil((tokens * passed) / counted);
}

/** Cuts before a space or in an endless word, and never through a surrogate pair. */
function endOfPiece(text: string, from: number): number {
  const piece = text.slice(from, from + pieceCharactersMax);
  const word = longWord.exec(piece);
  if (word) return wholeCharacters(text, from + word.index + wordCharactersMax);
  if (piece.length < pieceCharactersMax) return text.length;
  const space = piece.lastIndexOf(" ");
  return space > 0 ? from + space : wholeCharacters(text, from + piece.length);
}

function wholeCharacters(text: string, end: number): number {
  const unit = text.charCodeAt(end - 1);
  return unit >= 0xd800 && unit <= 0xdbff ? end - 1 : end;
}
