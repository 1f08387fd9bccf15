import type { Command } from "ioredis";

/** The message of the driver's own time-out. */
export const timedOut = "Command timed out";

const turnsAllowed = 8;
/** So many answered commands may be kept before they are let go together. */
const answeredMax = 256;

/**
 * Ends commands that Redis leaves unanswered for `commandMs`, counted in turns of this process'
 * event loop: between two turns what has arrived is read, so that a stall of our own, however long,
 * is one turn and no failure of Redis. One timer for all commands. What was answered is let go at
 * once: kept until its time is over, each command would outlive its generation in the heap.
 */
export function watchCommands(commandMs: number): (command: Command) => void {
  const turnMs = Math.max(1, Math.round(commandMs / turnsAllowed));
  // In the order in which they were sent; those before `first` are answered.
  const sent: { command: Command; turn: number }[] = [];
  let first = 0;
  let turn = 0;
  let isWatching = false;

  function dropAnswered(): void {
    while (sent[first]?.command.isSettled) first++;
    if (first === sent.length || first > answeredMax) {
      sent.splice(0, first);
      first = 0;
    }
  }

  function next(): void {
    // A turn ends after the sockets were read: setImmediate runs behind them, timers before.
    setTimeout(() => setImmediate(endTurn), turnMs).unref();
  }

  function endTurn(): void {
    turn++;
    for (let oldest = sent[first]; oldest; oldest = sent[first]) {
      // The first turn had begun when the command was sent, so it does not count.
      if (turn - oldest.turn <= turnsAllowed) break;
      first++;
      if (!oldest.command.isSettled) oldest.command.reject(new Error(timedOut));
    }
    dropAnswered();
    isWatching = sent.length > 0;
    if (isWatching) next();
  }

  return (command) => {
    dropAnswered();
    sent.push({ command, turn });
    if (isWatching) return;
    isWatching = true;
    next();
  };
}
