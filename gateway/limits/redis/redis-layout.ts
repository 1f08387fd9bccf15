import { slotLengthsMs, thresholdsPerGroup, windowCount } from "./redis-plan";

const bytes = 8;
const headerLength = 4 + windowCount;

/** What Lua must know of the windows: texts that stand in the scripts. See redis-script-head.ts. */
export const layout = {
  windowCount,
  lastWindow: windowCount - 1,
  thresholdsPerGroup,
  thresholdBytes: thresholdsPerGroup * bytes,
  thresholdFormat: `'<${"d".repeat(thresholdsPerGroup)}'`,
  headerLength,
  headerBytes: headerLength * bytes,
  headerFormat: `'<${"d".repeat(headerLength)}'`,
  cellsBytes: windowCount * 5 * bytes,
  cellsFormat: `'<${"d".repeat(windowCount * 5)}'`,
  spans: `{ [0] = ${slotLengthsMs.join(", ")} }`,
  /** Its lifetime is renewed with every sixteenth cell, and cells are at most a window apart. */
  ringTtlMs: Math.max(...slotLengthsMs) * 20,
};
