import { withBasePath } from "./base-address";
import { bearer } from "./credential";
import { openAiDialect } from "./dialect";
import type { UpstreamProvider } from "./provider";

/** Who speaks OpenAI's protocol at an origin, below /v1: what differs is said beside it. */
export function openAiProvider(differing: Partial<UpstreamProvider> = {}): UpstreamProvider {
  return {
    toBase: (_target, origin) => withBasePath(origin),
    credential: bearer,
    takesTokens: false,
    dialect: openAiDialect,
    tokenLimit: "max_tokens",
    ...differing,
  };
}
