import { z } from "zod";

/** Body of every management-plane error. `code` is stable; `message` names the field and the rule. */
export const errorBody = z.object({
  code: z.string(),
  message: z.string(),
  details: z.array(z.object({ path: z.string(), message: z.string() })).optional(),
  /** Of a 412: the thing as it is now, in the shape in which it is read. */
  current: z.unknown().optional(),
});
export type ErrorBody = z.infer<typeof errorBody>;
export type ErrorDetail = NonNullable<ErrorBody["details"]>[number];

/** OpenAI's error shape, so that its SDKs raise their typed exceptions. */
export const inferenceErrorBody = z.object({
  error: z.object({
    message: z.string(),
    type: z.string(),
    code: z.string().nullable(),
    param: z.string().nullable(),
  }),
});
export type InferenceErrorBody = z.infer<typeof inferenceErrorBody>;

/** Write-time rule of CASCADING trees; the hosted service uses these very words. */
export const childExceedsParent = "Child group exceeds parent group limit.";
