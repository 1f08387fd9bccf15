/** What a caller asks of a model: OpenAI's paths, and the member that holds the prompt. */
export interface Operation {
  path: "/chat/completions" | "/completions" | "/embeddings";
  promptMember: "messages" | "prompt" | "input";
  /** The model writes tokens of its own. */
  writes: boolean;
}

export const chatCompletions: Operation = {
  path: "/chat/completions",
  promptMember: "messages",
  writes: true,
};

export const operations: readonly Operation[] = [
  chatCompletions,
  { path: "/completions", promptMember: "prompt", writes: true },
  { path: "/embeddings", promptMember: "input", writes: false },
];
