import { describe } from "vitest";
import { describeExpiry } from "../counter-expiry.contract";
import { describeDays } from "./counter-days.contract";
import { describeEndings } from "./counter-endings.contract";
import { type CounterFixture, useCounterFixture } from "./counter-fixture";
import { describeProperties } from "./counter-properties.contract";
import { describeRefusals } from "./counter-refusals.contract";

/** What every CounterStore guarantees, whatever keeps the counts. */
export function describeCounterStore(
  name: string,
  open: () => Promise<CounterFixture>,
  { isShared }: { isShared: boolean },
): void {
  describe(`${name} keeps the counter contract`, () => {
    const tools = useCounterFixture(open);
    describeRefusals(tools);
    describeEndings(tools);
    describeDays(tools);
    if (isShared) describeExpiry(tools);
    describeProperties(tools);
  });
}
