import { yieldToOthers } from "./yield-to-others";

const bytesPerTurn = 1024 ** 2;

/**
 * As Buffer.concat, letting others run after each megabyte: fresh memory is slow to fill. What is
 * smaller comes back at once.
 */
export function concatInTurns(parts: readonly Buffer[]): Buffer | Promise<Buffer> {
  let length = 0;
  for (const part of parts) length += part.length;
  return length <= bytesPerTurn ? Buffer.concat(parts, length) : concatLarge(parts, length);
}

async function concatLarge(parts: readonly Buffer[], length: number): Promise<Buffer> {
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
