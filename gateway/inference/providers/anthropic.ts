import { invalidRequest } from "../errors/inference-error";
import { anthropicAnswer } from "./anthropic/anthropic-answer";
import { messagesBody } from "./anthropic/messages-body";
import { openAiProvider } from "./open-ai";

const anthropicVersion = "2023-06-01";

/** Anthropic's Messages API, which knows chat only. */
export const anthropic = openAiProvider({
  credential: (secret) => ["x-api-key", secret, "anthropic-version", anthropicVersion],
  dialect: {
    toPath({ path }) {
      if (path === "/chat/completions") return "/messages";
      throw invalidRequest(`This model does not serve ${path}; call /chat/completions.`, "model");
    },
    toBody: (request, targetModel) => messagesBody(request, targetModel ?? request.slug),
    toAnswer: anthropicAnswer,
  },
});
