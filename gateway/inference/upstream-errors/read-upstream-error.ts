import { isObject, isRecord, parseJson } from "../../contracts/leaves/json";
import { errorsByField, parseIssue } from "./errors-by-field";

/** What a model's server says is wrong, whatever family it is of. */
export interface SaidError {
  /** Empty where it says that something is wrong, but not what. */
  message: string;
  code: string | null;
  type: string | null;
  param: string | null;
  /** An HTTP status that the error itself names: that of an answer may be 200. */
  status: number | null;
}

const depthMax = 5;
const messagesMax = 8;
const statusMin = 400;
const statusMax = 599;

/** The body of an answer with an error status: JSON of any shape, text, or a page. */
export function readErrorText(text: string): SaidError {
  const said = readUpstreamError(parseJson(text));
  if (said) return said;
  const trimmed = text.trim();
  // Broken JSON says nothing that a person could read.
  if (/^[[{]/.test(trimmed)) return nothingSaid;
  const event = /^(?:event|id|data):/.test(trimmed) ? /^data:(.*)$/m.exec(trimmed)?.[1] : undefined;
  if (event !== undefined) return readErrorText(event);
  const message = trimmed.startsWith("<") ? findTitle(trimmed) : trimmed;
  // What is no text of any kind is compressed, say: nobody could read it.
  return /[\0\ufffd]/.test(message) ? nothingSaid : { ...nothingSaid, message };
}

/**
 * The error in a JSON value; undefined where there is none. Known are the shapes of OpenAI, Azure,
 * Anthropic, Google, Mistral, OpenRouter, xAI, AWS, FastAPI, vLLM, SGLang, TGI, Ollama, llama.cpp.
 */
export function readUpstreamError(value: unknown): SaidError | undefined {
  return errorIn(value, depthMax);
}

const nothingSaid: SaidError = { message: "", code: null, type: null, param: null, status: null };

function errorIn(value: unknown, depth: number): SaidError | undefined {
  if (depth === 0) return undefined;
  if (typeof value === "string") return value.trim() ? errorInText(value, depth) : undefined;
  if (Array.isArray(value)) return errorInList(value, depth);
  return isRecord(value) ? errorInObject(value, depth) : undefined;
}

/** Some servers hand on the JSON of another one as a text. */
function errorInText(text: string, depth: number): SaidError {
  const inner = /^\s*[[{]/.test(text) ? errorIn(parseJson(text), depth - 1) : undefined;
  return inner?.message ? inner : { ...nothingSaid, message: text.trim() };
}

function errorInList(list: readonly unknown[], depth: number): SaidError | undefined {
  const errors = list.slice(0, messagesMax).flatMap((one) => errorIn(one, depth - 1) ?? []);
  const [first] = errors;
  if (!first) return undefined;
  const messages = [...new Set(errors.flatMap(({ message }) => message || []))];
  return { ...first, message: messages.join("; ") };
}

/** Members that hold an error, the most telling first. */
const holders = [
  ...["error", "errors", "detail", "message", "issues"],
  ...["Error", "ResponseMetadata", "fault", "base_resp"],
];
const messageNames = [
  "message",
  "Message",
  "error_description",
  "error_message",
  "errorMessage",
  "error_msg",
  "detail",
  "msg",
  "title",
  "description",
  "reason",
  "err",
  "faultstring",
  "status_msg",
];

function errorInObject(object: Record<string, unknown>, depth: number): SaidError | undefined {
  const issue = parseIssue(object);
  if (issue) return { ...nothingSaid, ...issue };
  const own = ownWords(object);
  for (const name of holders) {
    const held = object[name];
    // MiniMax says with every answer how it went.
    if (isRecord(held) && held["status_code"] === 0) continue;
    const byField = name === "errors" && isRecord(held) ? errorsByField(held) : undefined;
    const inner = byField
      ? { ...nothingSaid, ...byField }
      : isObject(held)
        ? errorIn(held, depth - 1)
        : undefined;
    if (inner) return withProvider(merged(inner, own), object, depth);
  }
  const isError =
    own.message !== "" ||
    own.code !== null ||
    object["object"] === "error" ||
    own.type === "error" ||
    own.type?.endsWith("_error") ||
    own.status !== null ||
    object["success"] === false ||
    object["error"] === true ||
    (typeof object["error"] === "number" && object["error"] !== 0) ||
    hasMembers(object["error"]);
  return isError ? withProvider(own, object, depth) : undefined;
}

function hasMembers(value: unknown): boolean {
  return isRecord(value) && Object.keys(value).length > 0;
}

/** What the object says itself, apart from what it holds. */
function ownWords(object: Record<string, unknown>): SaidError {
  const error = toText(object["error"]);
  const message = messageNames.map((name) => toText(object[name])).find((text) => text !== "");
  // OAuth and Spring put a name there and say more beside it; xAI puts the message there.
  const isNamed = error !== "" && message !== undefined;
  const said = errorInText(message ?? error, depthMax);
  const status = [object["code"], object["status"], object["status_code"], object["statusCode"]]
    .map(Number)
    .find((one) => Number.isInteger(one) && one >= statusMin && one <= statusMax);
  return {
    message: said.message,
    code: findCode(object) ?? said.code ?? (isNamed ? error : null),
    type: firstText(object["error_type"], object["type"], object["status"], object["name"]),
    param: findParam(object["param"]) ?? firstText(object["field"]),
    status: status ?? null,
  };
}

function findCode(object: Record<string, unknown>): string | null {
  const { code, Code, error_code, errorCode, __type } = object;
  const named = firstText(code, Code, error_code, errorCode, __type);
  if (named) return named;
  const inner = object["innererror"];
  if (isRecord(inner)) return toText(inner["code"]) || null;
  const details = Array.isArray(object["details"]) ? object["details"] : [];
  const reasons = details.flatMap((one) => (isRecord(one) ? toText(one["reason"]) || [] : []));
  return reasons[0] ?? null;
}

/** The inner one knows more; the outer one fills in what it left out. */
function merged(inner: SaidError, outer: SaidError): SaidError {
  return {
    message: inner.message || outer.message,
    code: inner.code ?? outer.code,
    // Anthropic's envelope has a type of its own.
    type: inner.type ?? (outer.type === "error" ? null : outer.type),
    param: inner.param ?? outer.param,
    status: inner.status ?? outer.status,
  };
}

/** Routers say "Provider returned error", and what it was beside it. */
function withProvider(
  said: SaidError,
  { metadata }: Record<string, unknown>,
  depth: number,
): SaidError {
  if (!isRecord(metadata)) return said;
  if (Array.isArray(metadata["reasons"])) return { ...said, code: said.code ?? "content_filter" };
  const raw = errorIn(metadata["raw"], depth - 1);
  return raw?.message ? { ...merged(raw, said), status: said.status ?? raw.status } : said;
}

/** Of a page, or of XML. */
function findTitle(page: string): string {
  const [, title = ""] = /<(?:title|h1|message)\b[^>]*>([^<]*)/i.exec(page) ?? [];
  return title.replaceAll(/\s+/g, " ").trim();
}

/** Some write it as a path. */
function findParam(param: unknown): string | null {
  return Array.isArray(param) ? param.join(".") || null : firstText(param);
}

function firstText(...values: unknown[]): string | null {
  return values.map(toText).find((text) => text !== "") ?? null;
}

function toText(value: unknown): string {
  return typeof value === "string" ? value.trim() : "";
}
