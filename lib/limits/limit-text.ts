import type { LimitType, LimitUnit } from "@/gateway/contracts/limit";
import { windowWords } from "@/gateway/contracts/limit-windows";
import { compactNumber } from "../format/format";

const typeWords: Record<LimitType, string> = { TOKEN: "Tokens", REQUEST: "Requests" };

/** `Tokens per minute`: the name of a row in every limits table. */
export function limitName(type: LimitType, unit: LimitUnit): string {
  return `${typeWords[type]} per ${windowWords[unit].name}`;
}

/** The same of words that came from elsewhere; null where they are none of the API's. */
export function formatLimitName(type: string, unit: string): string | null {
  const typeWord = Object.entries(typeWords).find(([name]) => name === type)?.[1];
  const unitWord = Object.entries(windowWords).find(([name]) => name === unit)?.[1].name;
  return typeWord && unitWord ? `${typeWord} per ${unitWord}` : null;
}

/** `1M`, or `blocked` for 0; an absent limit is "no limit", never 0 and never infinite. */
export function thresholdText(threshold: number | null): string {
  if (threshold === null) return "no limit";
  return threshold === 0 ? "blocked" : compactNumber(threshold);
}

/** `Token rate`: the input in which such a limit is typed. */
export function rateName(type: LimitType): string {
  return `${typeWords[type].slice(0, -1)} rate`;
}
