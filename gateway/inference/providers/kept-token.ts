interface Fetched {
  token: string;
  endsAtMs: number;
}

export interface KeptTokenOptions {
  clock: { now(): number };
  /** Asks the token endpoint for a token. */
  fetch(): Promise<Fetched>;
}

/** Renewed this long before its end, while the old one still does. */
const marginMs = 120_000;
/** A token endpoint that failed, or whose new token was refused, is left alone for so long. */
const restMs = 5_000;

/** One account's token: asked for by one at a time, kept until shortly before its end. */
export class KeptToken {
  private readonly options: KeptTokenOptions;
  private kept: Fetched | undefined;
  private flight: Promise<string> | undefined;
  private failed: { cause: unknown; atMs: number } | undefined;
  private refusedAtMs: number | undefined;

  constructor(options: KeptTokenOptions) {
    this.options = options;
  }

  /** Rejects with what the last asking failed for. */
  token(): Promise<string> {
    const { kept, failed } = this;
    if (kept && this.isBefore(kept.endsAtMs - marginMs)) return Promise.resolve(kept.token);
    if (failed && this.isRecent(failed.atMs)) return this.oldOr(failed.cause);
    this.flight ??= this.ask().finally(() => {
      this.flight = undefined;
    });
    return this.flight;
  }

  /** Another one than this, which was refused; undefined where another would be, too. */
  async another(refused: string): Promise<string | undefined> {
    if (this.kept?.token === refused) {
      if (this.refusedAtMs !== undefined && this.isRecent(this.refusedAtMs)) return undefined;
      this.kept = undefined;
    }
    return this.token();
  }

  /**
   * Notes that the new token was refused, too: no other is asked for until `restMs` have passed.
   */
  rest(): void {
    this.refusedAtMs = this.options.clock.now();
  }

  private async ask(): Promise<string> {
    try {
      this.kept = await this.options.fetch();
      this.failed = undefined;
      return this.kept.token;
    } catch (cause) {
      this.failed = { cause, atMs: this.options.clock.now() };
      return this.oldOr(cause);
    }
  }

  private oldOr(cause: unknown): Promise<string> {
    const { kept } = this;
    return kept && this.isBefore(kept.endsAtMs)
      ? Promise.resolve(kept.token)
      : Promise.reject(cause);
  }

  private isBefore(ms: number): boolean {
    return this.options.clock.now() < ms;
  }

  /** Also where the clock was set back meanwhile. */
  private isRecent(ms: number): boolean {
    return Math.abs(this.options.clock.now() - ms) < restMs;
  }
}
