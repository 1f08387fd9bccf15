import { isRecord } from "../../../contracts/leaves/json";
import { invalidRequest } from "../../errors/inference-error";

export type Block = Record<string, unknown>;
export type Fields = Readonly<Record<string, unknown>>;

type Role = "system" | "user" | "assistant" | "tool";
const taken: Record<Role, readonly string[]> = {
  system: ["text"],
  user: ["text", "image_url", "file"],
  assistant: ["text", "refusal"],
  tool: ["text", "image_url", "file"],
};

/**
 * The content of a message as blocks of the Messages API. Texts of white space alone are refused
 * there, and mean nothing here. @throws InferenceError 400 that names the field
 */
export function contentBlocks(content: unknown, role: Role, path: string): Block[] {
  if (typeof content === "string") return textBlocks(content);
  if (!Array.isArray(content)) {
    throw invalidRequest("content must be a string or a list of parts", path);
  }
  return content.flatMap((part, index) => partBlocks(part, role, `${path}.${index}`));
}

/** Null and "" are as good as absent. */
export function given(name: string, value: unknown): Block {
  return value === undefined || value === null || value === "" ? {} : { [name]: value };
}

export function requireText(value: unknown, path: string): string {
  if (typeof value === "string") return value;
  throw invalidRequest(`${path.slice(path.lastIndexOf(".") + 1)} must be a string`, path);
}

function textBlocks(text: string): Block[] {
  return text.trim() === "" ? [] : [{ type: "text", text }];
}

function partBlocks(part: unknown, role: Role, path: string): Block[] {
  if (typeof part === "string") return textBlocks(part);
  if (!isRecord(part)) throw invalidRequest("content must be a list of parts", path);
  const { type } = part;
  if (typeof type !== "string" || !taken[role].includes(type)) {
    const types = taken[role].join(", ");
    const message = `this model takes parts of type ${types} from ${role} messages, not ${shown(type)}`;
    throw invalidRequest(message, `${path}.type`);
  }
  return toBlocks(type, part, path).map((block) => ({ ...block, ...toCache(part, path) }));
}

function toBlocks(type: string, part: Fields, path: string): Block[] {
  switch (type) {
    case "image_url":
      return [{ type: "image", source: imageSource(part["image_url"], `${path}.image_url`) }];
    case "file":
      return [toDocument(part["file"], `${path}.file`)];
    default:
      return textBlocks(requireText(part[type], `${path}.${type}`));
  }
}

export function toCache(part: Fields, path: string): Block {
  const cache = part["cache_control"];
  if (cache === undefined || cache === null) return {};
  if (isRecord(cache) && typeof cache["type"] === "string") return { cache_control: cache };
  throw invalidRequest("cache_control must be an object with a type", `${path}.cache_control`);
}

const head = /^data:([a-z0-9.+/-]+)(?:;[a-z0-9=.-]+)*;base64$/i;

function parseBase64(url: string): { mediaType: string; data: string } | undefined {
  const comma = url.indexOf(",");
  const [, mediaType] = head.exec(url.slice(0, Math.max(0, comma))) ?? [];
  if (!mediaType) return undefined;
  const named = mediaType.toLowerCase();
  // A name that is none, and that nearly everybody takes.
  const known = named === "image/jpg" ? "image/jpeg" : named;
  return { mediaType: known, data: url.slice(comma + 1) };
}

function imageSource(image: unknown, path: string): Block {
  const at = isRecord(image) ? `${path}.url` : path;
  const url = requireText(isRecord(image) ? image["url"] : image, at).trim();
  if (/^https?:\/\//i.test(url)) return { type: "url", url };
  const sent = parseBase64(url);
  if (!sent?.mediaType.startsWith("image/")) {
    throw invalidRequest("image_url.url must be an https or a base64 data URL", at);
  }
  return { type: "base64", media_type: sent.mediaType, data: sent.data };
}

/** What the first characters of a PDF, %PDF-, are in base64. */
const pdfStart = "JVBERi";

function toDocument(file: unknown, path: string): Block {
  const data = isRecord(file) ? file["file_data"] : undefined;
  if (!isRecord(file) || typeof data !== "string") {
    const message = "this model takes files as file.file_data only: a base64 data URL of a PDF";
    throw invalidRequest(message, `${path}.file_data`);
  }
  const sent = data.startsWith(pdfStart)
    ? { mediaType: "application/pdf", data }
    : parseBase64(data);
  if (sent?.mediaType !== "application/pdf") {
    const message =
      "file.file_data must be a base64 data URL of type application/pdf for this model";
    throw invalidRequest(message, `${path}.file_data`);
  }
  const source = { type: "base64", media_type: sent.mediaType, data: sent.data };
  const title = typeof file["filename"] === "string" ? file["filename"] : "";
  return { type: "document", source, ...given("title", title) };
}

function shown(type: unknown): string {
  return typeof type === "string" && type.length < 64 ? type : "this one";
}
