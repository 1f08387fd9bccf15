import { describe } from "vitest";
import { describeExpiry } from "../counter-expiry.contract";
import { describeDays } from "./counter-days.contract";
import { describeEndings } from "./counter-endings.contract";
import { describeProperties } from "./counter-properties.contract";
import { describeRefusals } from "./counter-refusals.contract";
import { type CounterScene, useCounterScene } from "./counter-scene";

/** What every CounterStore guarantees, whatever keeps the counts. */
export function describeCounterStore(
  name: string,
  open: () => Promise<CounterScene>,
  { isShared }: { isShared: boolean },
): void {
  describe(`${name} keeps the counter contract`, () => {
    const tools = useCounterScene(open);
    describeRefusals(tools);
    describeEndings(tools);
    describeDays(tools);
    if (isShared) describeExpiry(tools);
    describeProperties(tools);
  });
}
