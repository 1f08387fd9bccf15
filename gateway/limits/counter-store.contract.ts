import { describe } from "vitest";
import { type CounterScene, useCounterScene } from "./counter-scene";
import { describeDays } from "./counter-store.days";
import { describeEndings } from "./counter-store.endings";
import { describeProperties } from "./counter-store.properties";
import { describeRefusals } from "./counter-store.refusals";

/** What every CounterStore guarantees, whatever keeps the counts. */
export function describeCounterStore(name: string, open: () => Promise<CounterScene>): void {
  describe(`${name} keeps the counter contract`, () => {
    const tools = useCounterScene(open);
    describeRefusals(tools);
    describeEndings(tools);
    describeDays(tools);
    describeProperties(tools);
  });
}
