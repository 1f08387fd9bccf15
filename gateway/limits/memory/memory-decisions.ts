import type { ChainLimit, LimitState, Reservation } from "../counter-store";

type ReadStates = (chain: readonly ChainLimit[]) => LimitState[];

/**
 * A decision whose states are computed when they are read: most never are, and it takes longer than
 * charging.
 */
class Decided {
  private readonly chain: readonly ChainLimit[];
  private readonly read: ReadStates;

  constructor(chain: readonly ChainLimit[], read: ReadStates) {
    this.chain = chain;
    this.read = read;
  }

  get states(): LimitState[] {
    return this.read(this.chain);
  }
}

export class Admitted extends Decided {
  readonly admitted = true;
  readonly reservation: Reservation;

  constructor(chain: readonly ChainLimit[], read: ReadStates, reservation: Reservation) {
    super(chain, read);
    this.reservation = reservation;
  }
}

export class SettledInMemory extends Decided {
  readonly overshootTokens: number;

  constructor(chain: readonly ChainLimit[], read: ReadStates, overshootTokens: number) {
    super(chain, read);
    this.overshootTokens = overshootTokens;
  }
}
