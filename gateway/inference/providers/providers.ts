import type { Provider } from "../../contracts/providers/providers";
import { anthropic } from "./anthropic";
import { withBasePath } from "./base-address";
import { baseten } from "./baseten";
import { apiKey } from "./credential";
import { openAiProvider } from "./open-ai";
import type { UpstreamProvider } from "./provider";
import { vertex } from "./vertex";

/** How each provider is called. Source: gateway API, "Upstream addresses". */
export const upstreamProviders: Readonly<Record<Provider, UpstreamProvider>> = {
  BASETEN: baseten,
  BASETEN_MODEL_API: openAiProvider({ credential: apiKey }),
  // Its newer models refuse max_tokens; compatible servers often know nothing else.
  OPENAI: openAiProvider({ tokenLimit: "max_completion_tokens" }),
  ANTHROPIC: anthropic,
  OPENAI_COMPATIBLE: openAiProvider({
    toBase: ({ base_url, base_path }) => withBasePath(base_url ?? "", base_path),
  }),
  VERTEX: vertex,
};
