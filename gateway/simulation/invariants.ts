/** A promise of the product that did not hold. */
export class Violation extends Error {}

let broken: string | undefined;

/** Breaks the run off after the step under way. */
export function report(message: string): void {
  broken ??= message;
}

/** The same, and what is under way ends here; whoever catches errors can't hide it. */
export function violation(message: string): never {
  report(message);
  throw new Violation(message);
}

export function takeViolation(): string | undefined {
  const message = broken;
  broken = undefined;
  return message;
}
