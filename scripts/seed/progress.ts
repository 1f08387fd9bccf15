export interface Progress {
  step(name: string, total: number): void;
  advance(count: number): void;
  end(): void;
}

const width = 30;

/** A bar on a terminal; elsewhere a line for each step. Written to standard error. */
export function createProgress(
  stream: NodeJS.WritableStream & { isTTY?: boolean } = process.stderr,
): Progress {
  let current = { name: "", total: 0, done: 0, shown: -1 };
  const draw = () => {
    const share = current.total === 0 ? 1 : Math.min(1, current.done / current.total);
    const percent = Math.floor(share * 100);
    if (percent === current.shown) return;
    current.shown = percent;
    if (!stream.isTTY) return;
    const bar = "█".repeat(Math.round(share * width)).padEnd(width, "░");
    stream.write(`\r${current.name.padEnd(8)} ${bar} ${String(percent).padStart(3)} %`);
  };
  // What was done, not what was planned: a week of usage ends before the rows that lie ahead.
  const finish = () => {
    if (current.name === "") return;
    const { name, done } = current;
    current.total = done;
    draw();
    const counted = done.toLocaleString("en");
    stream.write(stream.isTTY ? `  ${counted}\n` : `${name}: ${counted}\n`);
  };
  return {
    step(name, total) {
      finish();
      current = { name, total, done: 0, shown: -1 };
      draw();
    },
    advance(count) {
      current.done += count;
      draw();
    },
    end() {
      finish();
      current = { name: "", total: 0, done: 0, shown: -1 };
    },
  };
}
