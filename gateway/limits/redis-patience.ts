import type { Command } from "ioredis";

/** What the driver itself would say. */
export const timedOut = "Command timed out";

const turnsAllowed = 8;

/**
 * Ends commands that Redis leaves unanswered for `commandMs`, counted in turns of this process'
 * event loop: between two turns what has arrived is read, so that a stall of our own, however long,
 * is one turn and no failure of Redis. One timer for all commands.
 */
export function watchCommands(commandMs: number): (command: Command) => void {
  const turnMs = Math.max(1, Math.round(commandMs / turnsAllowed));
  // Where a command was sent, and so many turns later, when the place comes round again, ended. The
  // first turn is never a whole one.
  const places: Command[][] = Array.from({ length: turnsAllowed + 1 }, () => []);
  let turn = 0;
  let emptyTurns = places.length;

  function next(): void {
    // After the timers comes the mail, then this.
    setTimeout(() => setImmediate(endTurn), turnMs).unref();
  }

  function endTurn(): void {
    turn = (turn + 1) % places.length;
    const due = places[turn] ?? [];
    places[turn] = [];
    emptyTurns = due.length === 0 ? emptyTurns + 1 : 0;
    for (const command of due) {
      if (!command.isSettled) command.reject(new Error(timedOut));
    }
    if (emptyTurns < places.length) next();
  }

  return (command) => {
    places[turn]?.push(command);
    if (emptyTurns < places.length) return;
    emptyTurns = 0;
    next();
  };
}
