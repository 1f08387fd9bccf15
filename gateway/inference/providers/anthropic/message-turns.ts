import type { Block } from "./content-blocks";

export interface Turn {
  role: "user" | "assistant" | "system";
  content: Block[];
}

/**
 * The turns of a conversation, as they come. Users and assistants alternate: what follows in the same role
 * joins the turn before. Results of tools come first in theirs. Instructions at the beginning are
 * the system's; those in the midst of it keep their place.
 */
export class MessageTurns {
  readonly system: Block[] = [];
  private readonly turns: Turn[] = [];
  /** Of the last turn; they go before its content. */
  private results: Block[] = [];
  private readonly takesSystemTurns: boolean;

  constructor(takesSystemTurns: boolean) {
    this.takesSystemTurns = takesSystemTurns;
  }

  addResult(result: Block): void {
    this.openTurn("user");
    this.results.push(result);
  }

  add(role: "user" | "assistant", content: readonly Block[]): void {
    if (content.length === 0) return;
    append(this.openTurn(role).content, content);
  }

  instruct(content: readonly Block[]): void {
    const last = this.turns.at(-1);
    if (content.length === 0) return;
    if (!last) append(this.system, content);
    else if (last.role === "system") append(last.content, content);
    else if (last.role === "user" && this.takesSystemTurns)
      append(this.open("system").content, content);
    else this.add("user", content.map(asReminder));
  }

  end(): readonly Turn[] {
    this.settleInstructions(true);
    this.closeLast();
    return this.turns;
  }

  private openTurn(role: "user" | "assistant"): Turn {
    this.settleInstructions(role === "assistant");
    const last = this.turns.at(-1);
    return last?.role === role ? last : this.open(role);
  }

  private open(role: Turn["role"]): Turn {
    this.closeLast();
    const turn: Turn = { role, content: [] };
    this.turns.push(turn);
    return turn;
  }

  private closeLast(): void {
    const last = this.turns.at(-1);
    if (last && this.results.length > 0) last.content = [...this.results, ...last.content];
    this.results = [];
  }

  /**
   * Instructions may stand behind a user's turn and before an assistant's, or last. Before another
   * user's the two turns become one, which holds them in their place.
   */
  private settleInstructions(isBeforeAssistant: boolean): void {
    const last = this.turns.at(-1);
    if (last?.role !== "system" || isBeforeAssistant) return;
    this.turns.pop();
    append(this.turns.at(-1)?.content ?? [], last.content.map(asReminder));
  }
}

/** One by one: a call takes only so many arguments. */
function append(blocks: Block[], more: readonly Block[]): void {
  for (const block of more) blocks.push(block);
}

/** The mark by which these models know an instruction in a user's turn. */
function asReminder({ text, ...block }: Block): Block {
  return { ...block, text: `<system-reminder>\n${text}\n</system-reminder>` };
}
