// The blocks of lines that stand in production code more than once.
import { hash } from "node:crypto";
import { readdirSync, readFileSync } from "node:fs";
import { join, posix } from "node:path";
import { Detector, weak } from "@jscpd/core";
import { Tokenizer } from "@jscpd/tokenizer";

const folders = ["app", "components", "lib", "gateway", "scripts"];
const ending = /\.(ts|tsx|mjs)$/;
/** Tests, and what only they and the measures use, may say things again. */
const exempt =
  /\.(test|contract|exactness|d)\.|^gateway\/(testing|simulation)\/|contract-tests\/|generated-clients\/|fixtures\//;

/** From ten lines on: shorter ones are idiom more often than logic. What is a comment makes no difference. */
const options = {
  minLines: 9,
  minTokens: 50,
  mode: weak,
  hashFunction: (text) => hash("sha1", text),
};

/** The detector's own store makes an error with its stack for each of 500,000 misses. */
class FrameStore {
  #frames = new Map();
  namespace() {}
  async get(id) {
    return this.#frames.get(id) ?? Promise.reject();
  }
  async set(id, frame) {
    this.#frames.set(id, frame);
    return frame;
  }
  close() {}
}

/** The files below `root` that run where Headgate does. */
export function listProductionFiles(root) {
  return folders
    .flatMap((folder) =>
      readdirSync(join(root, folder), { recursive: true })
        .map((path) => posix.join(folder, path))
        .filter((path) => ending.test(path) && !exempt.test(path)),
    )
    .sort();
}

/** Each repeat as `{ lines, places: ["path:first-last", …] }`, the longest first. */
export async function findRepeats(root, paths) {
  const detector = new Detector(new Tokenizer(), new FrameStore(), [], { ...options });
  const repeats = [];
  for (const path of paths) {
    const text = readFileSync(join(root, path), "utf8");
    // One format for all, so that a block is found in a `.ts` and a `.tsx` file alike.
    for (const { duplicationA, duplicationB } of await detector.detect(path, text, "tsx")) {
      const places = [duplicationA, duplicationB];
      repeats.push({
        lines: duplicationA.end.line - duplicationA.start.line + 1,
        places: places.map(({ sourceId, start, end }) => `${sourceId}:${start.line}-${end.line}`),
      });
    }
  }
  return repeats.sort((one, other) => other.lines - one.lines);
}
