import { z } from "zod";
import type { Block } from "./content-blocks";

const modes = ["auto", "none", "required", "any"] as const;
const mode = z.enum(modes);
const named = z.looseObject({ name: z.string() });
const called = z.looseObject({ type: z.literal("function"), function: named });

/** Which tools may be called, in all forms that clients write it in. */
export const toolChoice = z.union(
  [
    mode,
    called,
    z.looseObject({ type: mode }),
    z.looseObject({ type: z.enum(["function", "tool"]), name: z.string() }),
    z.looseObject({
      type: z.literal("allowed_tools"),
      allowed_tools: z.looseObject({ mode: z.enum(["auto", "required"]), tools: z.array(called) }),
    }),
  ],
  { error: "tool_choice must be auto, none, required or a function" },
);
type ToolChoice = z.infer<typeof toolChoice>;

/** In the words of the Messages API. */
export function toToolChoice(choice: ToolChoice): Block & { type: string } {
  if (typeof choice === "string") return toMode(choice);
  if ("allowed_tools" in choice) return toMode(findAllowed(choice)?.mode ?? "auto");
  const name = findName(choice);
  if (name !== undefined) return { type: "tool", name };
  return toMode(mode.catch("auto").parse(choice.type));
}

/** Names of the tools that may be called; undefined where all may. */
export function allowedTools(choice: ToolChoice | null | undefined): Set<string> | undefined {
  const tools =
    typeof choice === "object" && choice !== null ? findAllowed(choice)?.tools : undefined;
  return tools && new Set(tools.map((tool) => tool.function.name));
}

const allowedChoice = z.looseObject({
  allowed_tools: z.looseObject({ mode: z.enum(["auto", "required"]), tools: z.array(called) }),
});

function findAllowed(choice: object) {
  return allowedChoice.safeParse(choice).data?.allowed_tools;
}

function findName(choice: object): string | undefined {
  const own = called.safeParse(choice).data?.function.name;
  return own ?? named.safeParse(choice).data?.name;
}

function toMode(asked: (typeof modes)[number]): { type: string } {
  return { type: asked === "required" ? "any" : asked };
}
