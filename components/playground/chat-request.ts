import { z } from "zod";

/** Printable ASCII without spaces: what can stand in a header. */
const apiKey = z
  .string({ error: "Enter an API key" })
  .trim()
  .min(1, "Enter an API key")
  .max(512, "This is too long for an API key")
  .regex(/^[\x21-\x7e]+$/, "A key is one word of letters, digits and signs: paste it alone");

const message = z.object({
  role: z.enum(["system", "user", "assistant"]),
  content: z.string(),
});
export type ChatMessage = z.infer<typeof message>;

const chatRequest = z.object({
  model: z.string({ error: "Enter a model slug" }).trim().min(1, "Enter a model slug").max(512),
  messages: z.array(message).min(1, "Enter a message").max(1_000),
  temperature: z
    .number({ error: "Temperature must be a number" })
    .min(0, "Temperature must be from 0 to 2")
    .max(2, "Temperature must be from 0 to 2")
    .optional(),
  max_tokens: z
    .int({ error: "Max tokens must be a whole number" })
    .min(1, "Max tokens must be 1 or more")
    .optional(),
});
export type ChatRequest = z.infer<typeof chatRequest>;

/** What the browser sends to the dashboard. The key is in the body: headers and URLs get logged. */
export const relayRequest = z.object({ apiKey, request: chatRequest });
export type RelayRequest = z.infer<typeof relayRequest>;

/** A conversation, and what JSON adds to it. */
export const relayBytesMax = 1024 * 1024;

/** What the gateway is sent: always a stream, with the tokens at its end. */
export function gatewayBody(request: ChatRequest) {
  return { ...request, stream: true, stream_options: { include_usage: true } };
}
