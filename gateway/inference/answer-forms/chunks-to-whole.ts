import { isRecord } from "../../contracts/leaves/json";

type Members = Record<string, unknown>;

/** Members that a stream repeats whole. All other texts are pieces to be joined. */
const saidWhole = new Set(["role", "id", "type", "name", "finish_reason", "object", "model"]);

/** Puts the chunks of a stream together to the whole answer that says the same. */
export class WholeAnswer {
  private readonly head: Members = {};
  private readonly choices = new Map<number, Members>();

  add(chunk: Readonly<Members>): void {
    const { choices, ...head } = chunk;
    for (const [name, value] of Object.entries(head)) {
      if (name === "__proto__") continue;
      const known = this.head[name];
      if (isRecord(known) && isRecord(value)) fillIn(known, value);
      else if (known === undefined || known === null) this.head[name] = structuredClone(value);
    }
    for (const choice of Array.isArray(choices) ? choices : []) {
      if (isRecord(choice)) this.addChoice(choice);
    }
  }

  /** Choices that have ended. */
  get finished(): number {
    return [...this.choices.values()].filter(({ finish_reason: reason }) => reason).length;
  }

  /** The whole answer, as a server that does not stream would have sent it. */
  toJson(): Members {
    const { usage, ...head } = this.head;
    const object = head["object"] === "chat.completion.chunk" ? "chat.completion" : head["object"];
    const choices = [...this.choices].sort(([a], [b]) => a - b).map(([, choice]) => whole(choice));
    return { ...head, object, choices, ...(isRecord(usage) ? { usage } : {}) };
  }

  private addChoice(choice: Members): void {
    const index = typeof choice["index"] === "number" ? choice["index"] : 0;
    const kept = this.choices.get(index) ?? {};
    this.choices.set(index, kept);
    merge(kept, choice);
  }
}

/** Counts and the like: what comes later is newer, but nothing and 0 take nothing back. */
function fillIn(kept: Members, more: Readonly<Members>): void {
  for (const [name, value] of Object.entries(more)) {
    if (name === "__proto__") continue;
    const before = kept[name];
    if (isRecord(before) && isRecord(value)) fillIn(before, value);
    else if (before === undefined || before === null || value) kept[name] = structuredClone(value);
  }
}

function merge(kept: Members, more: Readonly<Members>): void {
  for (const [name, value] of Object.entries(more)) {
    // Names of objects' inner workings are no members of an answer.
    if (name === "__proto__") continue;
    const before = kept[name];
    if (typeof value === "string" && typeof before === "string") {
      if (!saidWhole.has(name)) kept[name] = before + value;
      else if (value !== "") kept[name] = value;
    } else if (Array.isArray(value) && Array.isArray(before)) mergeLists(before, value);
    else if (name === "usage" && isRecord(value) && isRecord(before)) fillIn(before, value);
    else if (isRecord(value) && isRecord(before)) merge(before, value);
    else if (value !== null || before === undefined) kept[name] = structuredClone(value);
  }
}

/** Items with an index are pieces of the item that has it; others follow each other. */
function mergeLists(kept: unknown[], more: readonly unknown[]): void {
  for (const item of more) {
    const same = isRecord(item)
      ? kept.findLast((one) => isRecord(one) && isPiece(one, item))
      : null;
    if (isRecord(same) && isRecord(item)) merge(same, item);
    else kept.push(structuredClone(item));
  }
}

/** Some servers give all calls of a turn one index, or none: an id of its own begins a call. */
function isPiece(kept: Readonly<Members>, item: Readonly<Members>): boolean {
  const { index, id, function: called } = item;
  const isOther = typeof id === "string" && id !== "" && kept["id"] !== id;
  if (index !== undefined && index !== null) {
    return kept["index"] === index && (!isOther || !kept["id"]);
  }
  if (!isRecord(called) || !isRecord(kept["function"])) return false;
  return id ? kept["id"] === id : !called["name"];
}

function whole({ delta, ...choice }: Members): Members {
  if (!isRecord(delta)) return choice;
  const { tool_calls: calls, ...rest } = delta;
  const message: Members = { role: "assistant", content: null, ...rest };
  if (Array.isArray(calls)) message["tool_calls"] = calls.map(withoutIndex);
  return { ...choice, message };
}

function withoutIndex(call: unknown): unknown {
  if (!isRecord(call)) return call;
  const { index: _index, ...rest } = call;
  return rest;
}
