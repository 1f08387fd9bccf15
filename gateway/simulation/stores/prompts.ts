import type * as real from "../../inference/admission/count-prompt";

/** A simulated request says itself how long its prompt is. */
export const countPrompt: (typeof real)["countPrompt"] = async ({ bytes }) => ({
  textTokens: bytes.length,
  attachments: {},
});
