import { yieldToOthers } from "./yield-to-others";

const turnMsMax = 5;

/** How long work may go on before it lets others run, where its pieces differ in what they take. */
export class TimedTurn {
  private endsMs = performance.now() + turnMsMax;

  get isOver(): boolean {
    return performance.now() >= this.endsMs;
  }

  async next(): Promise<void> {
    await yieldToOthers();
    this.endsMs = performance.now() + turnMsMax;
  }
}
