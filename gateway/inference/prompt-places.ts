/** What costs tokens without being text; what each really costs is learned per slug. */
export const attachmentKinds = ["image", "audio", "video", "file"] as const;
export type AttachmentKind = (typeof attachmentKinds)[number];

/**
 * Where in a prompt a value stands: the list or object that it is in. What is under a name that
 * nobody knows is "unknown", and all text.
 */
export type Place =
  | { in: "messages" | "message" | "content" | "part" | "source" | "unknown" | "nothing" }
  /** A picture, a sound, …: the object that it is, or a list of them. */
  | { in: "attachment" | "attachments"; kind: AttachmentKind };

/** What a value is where it stands. */
export type Meaning =
  /** A text; where it is a list or an object, one of this place. */
  | { is: "text"; place: Place }
  | { is: "attachment"; kind: AttachmentKind }
  /** Told by the type of the part that it is in: bytes, or a plain text. */
  | { is: "data" }
  /** A few characters that the model never reads: a role, a kind, an id. */
  | { is: "label" }
  /** Bytes that belong to an attachment that was counted, or that no model reads. */
  | { is: "nothing" };

const text: Meaning = { is: "text", place: { in: "unknown" } };
const content: Meaning = { is: "text", place: { in: "content" } };
const nothing: Meaning = { is: "nothing" };
const label: Meaning = { is: "label" };
const data: Meaning = { is: "data" };
const attachments = {
  image: { is: "attachment", kind: "image" },
  audio: { is: "attachment", kind: "audio" },
  video: { is: "attachment", kind: "video" },
  file: { is: "attachment", kind: "file" },
} as const satisfies Record<AttachmentKind, Meaning>;

type Meanings = ReadonlyMap<string, Meaning>;
const meanings = (of: Readonly<Record<string, Meaning>>): Meanings => new Map(Object.entries(of));

/** OpenAI's messages; `images` is Ollama's, `audio` the sound that the model made before. */
const ofMessage = meanings({
  role: label,
  id: label,
  tool_call_id: label,
  content,
  name: text,
  refusal: text,
  reasoning: text,
  reasoning_content: text,
  tool_calls: text,
  function_call: text,
  audio: attachments.audio,
  images: attachments.image,
  cache_control: nothing,
});

/** Parts of a content in OpenAI's dialects, the Messages API and open servers. */
const ofPart = meanings({
  type: label,
  id: label,
  call_id: label,
  tool_use_id: label,
  role: label,
  text,
  thinking: text,
  refusal: text,
  content,
  source: { is: "text", place: { in: "source" } },
  data,
  image_url: attachments.image,
  image: attachments.image,
  images: attachments.image,
  image_base64: attachments.image,
  input_image: attachments.image,
  input_audio: attachments.audio,
  audio: attachments.audio,
  audio_url: attachments.audio,
  video: attachments.video,
  video_url: attachments.video,
  input_video: attachments.video,
  file: attachments.file,
  file_data: attachments.file,
  file_id: attachments.file,
  file_url: attachments.file,
  input_file: attachments.file,
  document_url: attachments.file,
  inline_data: attachments.file,
  inlineData: attachments.file,
  detail: label,
  format: label,
  media_type: label,
  mime_type: label,
  mimeType: label,
  filename: text,
  signature: nothing,
  encrypted_content: nothing,
  cache_control: nothing,
});

const ofSource = meanings({
  type: label,
  media_type: label,
  data,
  url: data,
  file_id: data,
  bytes: data,
  content,
});

/** The bytes themselves, or where they are. */
const payloadNames = [
  ...["url", "data", "file_data", "file_id", "file_url", "file_uri", "fileUri", "id", "uri"],
  ...["bytes", "base64", "b64_json", "image_url", "video_url", "audio_url", "image", "source"],
];
const ofAttachment = meanings({
  ...Object.fromEntries(payloadNames.map((each) => [each, nothing])),
  ...Object.fromEntries(
    ["type", "detail", "format", "media_type", "mime_type", "mimeType"].map((each) => [
      each,
      label,
    ]),
  ),
  expires_at: label,
});

/** Of tool calls and whatever else: the kinds and ids that servers know. */
const ofUnknown = meanings({
  type: label,
  id: label,
  index: label,
  function: text,
  arguments: text,
});

/** What a member stands for. Undefined where nobody knows its name, which is a text as its value is. */
export function meaningOf(place: Place, memberName: string): Meaning | undefined {
  switch (place.in) {
    case "message":
      return ofMessage.get(memberName);
    case "part":
      return ofPart.get(memberName);
    case "source":
      return ofSource.get(memberName);
    case "attachment":
      return ofAttachment.get(memberName);
    case "nothing":
      return nothing;
    default:
      return ofUnknown.get(memberName);
  }
}

/** Members of a request that hold a prompt of some dialect, and how their value is read. */
const promptPlaces: ReadonlyMap<string, Place> = new Map<string, Place>([
  ["messages", { in: "messages" }],
  ["prompt", { in: "content" }],
  ["input", { in: "content" }],
  ["inputs", { in: "content" }],
  ["prediction", { in: "content" }],
  ["system", { in: "content" }],
]);

/** What no model reads of a request: how it is to answer, and who asks. */
const silentMembers = new Set([
  ...["model", "models", "stream", "stream_options", "metadata", "user", "safety_identifier"],
  ...["prompt_cache_key", "prompt_cache_retention", "service_tier", "store", "seed", "stop"],
  ...["stop_token_ids", "logit_bias", "logprobs", "modalities", "audio", "reasoning_effort"],
  ...["verbosity", "encoding_format", "tool_choice", "function_call", "cache_control"],
  ...["thinking", "reasoning", "user_id", "request_id", "priority", "truncation"],
]);
/** Bounded or read otherwise elsewhere; of the rest a long one is a text in spite of its name. */
const silentAtAnyLength = new Set(["metadata", "logit_bias", "stop", "stop_token_ids"]);
/** No id or name that a server knows is longer. */
export const labelBytesMax = 256;
const silentBytesMax = 1_024;

export type MemberMeaning = { is: "prompt"; place: Place } | { is: "text" } | { is: "nothing" };

/** What a member of the request is: text, until it is known to be none. */
export function memberMeaning(memberName: string, bytes: number): MemberMeaning {
  const place = promptPlaces.get(memberName);
  if (place) return { is: "prompt", place };
  const isSilent =
    silentMembers.has(memberName) && (bytes <= silentBytesMax || silentAtAnyLength.has(memberName));
  return isSilent ? { is: "nothing" } : { is: "text" };
}

/** Embeddings of pictures alone: Cohere's `images`. */
export const imageList: Place = { in: "attachments", kind: "image" };
