const efforts: readonly string[] = ["low", "medium", "high", "xhigh", "max"];

/** What a model of Anthropic's takes of a request; it refuses the rest with a 400. */
export interface ClaudeModel {
  /** temperature, top_p and top_k. */
  takesSampling: boolean;
  /** temperature and top_p in one request. */
  takesBoth: boolean;
  /** Levels of output_config.effort, rising; empty where it has none. */
  efforts: readonly string[];
  /** A system message may stand behind a user's, instead of at the beginning only. */
  takesSystemTurns: boolean;
  /** The kind of `thinking` that has it think least; null where it can't be told to. */
  leastThinking: "disabled" | "between_tools" | null;
}

/** A name that says nothing: whatever is asked for is passed on, and nothing risked. */
const unknownModel: ClaudeModel = {
  takesSampling: true,
  takesBoth: true,
  efforts,
  takesSystemTurns: false,
  leastThinking: "disabled",
};

const named = /claude-(?:([a-z]+)-)?(\d{1,2})(?:[-.](\d{1,2}))?(?!\d)/;
const alwaysThinking = ["fable", "mythos"];
/** Minor versions are counted up to here. */
const minorMax = 100;
const version = (major: number, minor: number) => major * minorMax + minor;

/**
 * Told by the model's name, prefixes and dates around it aside: claude-opus-4-8, claude-3-5-haiku.
 * Versions to come are taken to be like the newest known. Source: Anthropic, "Thinking", "Effort",
 * "Mid-conversation system messages", and the migration guides of Claude 4.7, 5 and 5.5.
 */
export function parseClaudeModel(name: string): ClaudeModel {
  const [, family = "", major, minor] = named.exec(name.toLowerCase()) ?? [];
  if (major === undefined) {
    const isPreview = name.toLowerCase().includes("claude-mythos-preview");
    return isPreview
      ? { ...unknownModel, takesSampling: false, leastThinking: null }
      : unknownModel;
  }
  const at = version(Number(major), Number(minor ?? 0));
  return {
    takesSampling: at < version(4, 7),
    takesBoth: at < version(4, 1),
    efforts: listEfforts(family, at),
    takesSystemTurns: takesSystemTurns(family, at),
    leastThinking: findLeastThinking(family, at),
  };
}

/** The level asked for, or the next lower one that the model has; undefined where it has none. */
export function findEffort(asked: string, model: ClaudeModel): string | undefined {
  const most = asked === "minimal" ? 0 : efforts.indexOf(asked);
  return model.efforts.findLast((effort) => efforts.indexOf(effort) <= most);
}

function listEfforts(family: string, at: number): readonly string[] {
  if (at >= version(4, 7)) return efforts;
  if (at >= version(4, 6)) return ["low", "medium", "high", "max"];
  return family === "opus" && at === version(4, 5) ? ["low", "medium", "high"] : [];
}

function takesSystemTurns(family: string, at: number): boolean {
  if (family === "opus") return at >= version(4, 8);
  return at >= (alwaysThinking.includes(family) ? version(5, 0) : version(5, 5));
}

function findLeastThinking(family: string, at: number): ClaudeModel["leastThinking"] {
  if (alwaysThinking.includes(family) || at < version(3, 7)) return null;
  if (family === "opus" && at >= version(5, 5)) return null;
  return family === "sonnet" && at >= version(5, 5) ? "between_tools" : "disabled";
}
