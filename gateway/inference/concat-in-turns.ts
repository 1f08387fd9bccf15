import { yieldToOthers } from "./yield-to-others";

const bytesPerTurn = 1024 ** 2;

/** As Buffer.concat, letting others run after each megabyte: fresh memory is slow to fill. */
export async function concatInTurns(parts: readonly Buffer[]): Promise<Buffer> {
  const length = parts.reduce((sum, part) => sum + part.length, 0);
  if (length <= bytesPerTurn) return Buffer.concat(parts, length);
  const whole = Buffer.allocUnsafe(length);
  let filled = 0;
  let turnEnd = bytesPerTurn;
  for (const part of parts) {
    for (let from = 0; from < part.length; ) {
      const copied = part.copy(whole, filled, from, from + turnEnd - filled);
      from += copied;
      filled += copied;
      if (filled < turnEnd) continue;
      turnEnd += bytesPerTurn;
      await yieldToOthers();
    }
  }
  return whole;
}
