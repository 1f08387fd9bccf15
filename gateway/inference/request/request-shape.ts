import { invalidRequest } from "../errors/inference-error";
import { type JsonMember, parseName } from "../json/json-members";
import type { JsonVisitor } from "../json/json-visitor";
import { bytesPerTurn, walkJson } from "../json/json-walk";
import type { Operation } from "./operation";
import { runInTurns } from "./run-in-turns";

/** What a request's bytes say of themselves, whatever their size. */
export interface RequestShape {
  members: readonly JsonMember[];
  prompt: PromptShape;
}

/** Of the member that holds the prompt. */
export interface PromptShape {
  kind: "absent" | "text" | "list" | "other";
  elements: number;
  /** All elements are texts or lists: each is a prompt of its own. */
  isManyPrompts: boolean;
  /** The first element that is no message, or has no role. */
  badMessage: { index: number; lacks: "object" | "role" } | undefined;
}

/** OpenAI's API knows some forty; a body of millions would hold everybody up. */
const membersMax = 1_000;

/** @throws InferenceError 400 for what is no JSON object */
export async function readShape(bytes: Buffer, operation: Operation): Promise<RequestShape> {
  const visitor = new ShapeVisitor(bytes, operation.promptMember);
  if (!(await runInTurns(walkDocument(bytes, visitor))))
    throw invalidRequest("The request body is not valid JSON.");
  if (!visitor.isObject) throw invalidRequest("The request body must be a JSON object.");
  return visitor;
}

/** True where it is one value, and nothing but space is behind it. */
function* walkDocument(bytes: Buffer, visitor: JsonVisitor): Generator<undefined, boolean> {
  const end = yield* walkJson(bytes, 0, visitor);
  if (end === undefined) return false;
  for (let at = end; at < bytes.length; at++) {
    if (!isSpace(bytes[at])) return false;
    if ((at - end) % bytesPerTurn === bytesPerTurn - 1) yield undefined;
  }
  return true;
}

function isSpace(byte: number | undefined): boolean {
  return byte === 0x20 || byte === 0x0a || byte === 0x0d || byte === 0x09;
}

class ShapeVisitor implements JsonVisitor, RequestShape {
  isObject = false;
  readonly members: JsonMember[] = [];
  readonly prompt: PromptShape = {
    kind: "absent",
    elements: 0,
    isManyPrompts: true,
    badMessage: undefined,
  };
  private readonly bytes: Buffer;
  private readonly promptMember: string;
  private readonly names = new Set<string>();
  private depth = 0;
  private member: JsonMember | undefined;
  private isInPrompt = false;
  /** Of the message that is being read. */
  private isRole = false;
  private hasRole = false;

  constructor(bytes: Buffer, promptMember: string) {
    this.bytes = bytes;
    this.promptMember = promptMember;
  }

  open(isObject: boolean, start: number): void {
    if (this.depth === 0) this.isObject = isObject;
    else this.begin(start, isObject ? "other" : "list");
    this.depth++;
    if (this.depth === 3 && this.isInPrompt) {
      this.addElement(!isObject, isObject);
      this.hasRole = false;
      this.isRole = false;
    } else if (this.depth === 4) this.endRole(false);
  }

  close(end: number): void {
    this.depth--;
    if (this.depth === 2 && this.isInPrompt && !this.hasRole) this.notice("role");
    this.end(end);
  }

  key(start: number, end: number): void {
    if (this.depth === 1) this.beginMember(start - 1, end + 1);
    else if (this.depth === 3 && this.isInPrompt) this.isRole = isRoleName(this.bytes, start, end);
  }

  string(start: number, end: number): void {
    this.begin(start - 1, "text");
    if (this.depth === 2 && this.isInPrompt) this.addElement(true, false);
    else if (this.depth === 3) this.endRole(end > start);
    this.end(end + 1);
  }

  scalar(start: number, end: number): void {
    this.begin(start, "other");
    if (this.depth === 2 && this.isInPrompt) this.addElement(false, false);
    else if (this.depth === 3) this.endRole(false);
    this.end(end);
  }

  private beginMember(nameStart: number, nameEnd: number): void {
    const name = parseName(this.bytes, nameStart, nameEnd) ?? "";
    // Two readers of one body could each believe another one of them.
    if (this.names.has(name)) throw invalidRequest(`${name.slice(0, 64)} is sent twice`);
    if (this.members.length === membersMax) {
      throw invalidRequest(`The request body must have at most ${membersMax} members.`);
    }
    this.names.add(name);
    this.member = { name, nameStart, valueStart: nameEnd, valueEnd: nameEnd };
    this.members.push(this.member);
  }

  private begin(start: number, kind: PromptShape["kind"]): void {
    if (this.depth !== 1 || !this.member) return;
    this.member.valueStart = start;
    if (this.member.name !== this.promptMember) return;
    this.prompt.kind = kind;
    this.isInPrompt = kind === "list";
  }

  private end(end: number): void {
    if (this.depth !== 1 || !this.member) return;
    this.member.valueEnd = end;
    this.isInPrompt = false;
  }

  private addElement(isPrompt: boolean, isObject: boolean): void {
    if (!isPrompt) this.prompt.isManyPrompts = false;
    if (!isObject) this.notice("object");
    this.prompt.elements++;
  }

  private endRole(isGiven: boolean): void {
    if (!this.isRole) return;
    this.hasRole = isGiven;
    this.isRole = false;
  }

  private notice(lacks: "object" | "role"): void {
    const { prompt } = this;
    const index = lacks === "object" ? prompt.elements : prompt.elements - 1;
    if (prompt.badMessage === undefined) prompt.badMessage = { index, lacks };
  }
}

const role = Buffer.from("role");

function isRoleName(bytes: Buffer, start: number, end: number): boolean {
  if (end - start === role.length) return bytes.compare(role, 0, role.length, start, end) === 0;
  // Each of its characters may be written as an escape.
  return end - start <= 24 && parseName(bytes, start - 1, end + 1) === "role";
}
