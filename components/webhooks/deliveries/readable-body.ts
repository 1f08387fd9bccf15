import { spreadJson } from "@/lib/format/spread-json";

const shownMax = 20_000;

/** JSON spread over lines, anything else as it is; cut where it would slow the page down. */
export function readableBody(body: string): { text: string; isCut: boolean } {
  const spread = spreadJson(body);
  return { text: spread.slice(0, shownMax), isCut: spread.length > shownMax };
}
