import type { Deps } from "../deps";
import type { RedisSettings } from "../limits/redis-settings";

export type CommandDeps = Pick<Deps, "db" | "ids" | "clock"> & {
  /** null = the gateways count in memory. */
  redis: RedisSettings | null;
  /** Of HEADGATE_ENCRYPTION_KEY, read or made when a command needs it. @throws ConfigError */
  cipher(): Promise<Deps["cipher"]>;
};

/** What was typed after the command's two words. */
export interface CommandInput {
  positionals: string[];
  options: {
    workspace: string;
    name?: string | undefined;
    scope?: string | undefined;
    prefix: string[];
    publicKey?: string | undefined;
    day?: string | undefined;
    notOnboarded: boolean;
  };
}

/** Writes its answer with `print`, a line each. @throws UsageError, AppError, DifferencesFound */
export type Command = (
  deps: CommandDeps,
  input: CommandInput,
  print: (line: string) => void,
) => Promise<void>;

/** The command was typed wrong; the message says what is missing. */
export class UsageError extends Error {
  override readonly name = "UsageError";
}

/** The command did what it was asked; what it found is not as it should be. Exit code 1. */
export class DifferencesFound extends Error {
  override readonly name = "DifferencesFound";
}
