import type { Target } from "../../contracts/endpoint";
import type { Credential } from "./credential";
import type { Dialect } from "./dialect";

/** How a provider is called. What it is called with, and its own origin: `contracts/providers/providers.ts`. */
export interface UpstreamProvider {
  /**
   * Where its operations begin, for one target: from the scheme on, without a slash at its end.
   * `origin` is the provider's own or what the operator put in its place; "" where it has none.
   */
  toBase(target: Target, origin: string): string;
  credential: Credential;
  /** Its secrets are no keys: access tokens are asked for with them, and renewed. */
  takesTokens: boolean;
  dialect: Dialect;
  /** How *Test connection* asks for one token. */
  tokenLimit: "max_tokens" | "max_completion_tokens";
}
