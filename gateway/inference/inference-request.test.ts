import { expect, test } from "vitest";
import { parseInferenceRequest } from "./inference-request";

const bodyOf = (extraMembers: number) =>
  Buffer.from(
    JSON.stringify({
      model: "acme/x",
      messages: [{ role: "user", content: "Hello" }],
      ...Object.fromEntries(Array.from({ length: extraMembers }, (_, index) => [`x${index}`, 1])),
    }),
  );

test("parameters that the gateway does not know pass, in any number that makes sense", async () => {
  expect((await parseInferenceRequest(bodyOf(998))).members).toHaveLength(1_000);
});

test.each([999, 200_000])(
  "a body with %i members that nobody knows is refused, and says why",
  async (extra) => {
    await expect(parseInferenceRequest(bodyOf(extra))).rejects.toMatchObject({
      status: 400,
      message: "The request body must have at most 1000 members.",
    });
  },
);
