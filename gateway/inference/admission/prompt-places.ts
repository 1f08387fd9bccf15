/** What costs tokens without being text; what each really costs is learned per slug. */
export const attachmentKinds = ["image", "audio", "video", "file"] as const;
export type AttachmentKind = (typeof attachmentKinds)[number];

/**
 * Where in a prompt a value stands: the list or object that it is in. What is under a name that
 * nobody knows is "unknown", and all text.
 */
export type Place =
  | { in: "messages" | "message" | "content" | "part" | "source" | "unknown" | "nothing" }
  /** What the model thought, as its provider wants it back. */
  | { in: "sealed" }
  /** A picture, a sound, …: the object that it is, or a list of them. */
  | { in: "attachment" | "attachments"; kind: AttachmentKind };

/** What a value is where it stands. */
export type Meaning =
  /** A text; where it is a list or an object, one of this place. */
  | { is: "text"; place: Place }
  | { is: "attachment"; kind: AttachmentKind }
  /** The type of the part around it says whether it is bytes or a plain text. */
  | { is: "data" }
  /** A few characters that the model never reads: a role, a kind, an id. */
  | { is: "label" }
  /**
   * Something that a provider encrypted or signed. It has letters of base64 only; anything else is
   * a text.
   */
  | { is: "opaque" }
  /** Bytes that belong to an attachment that was counted, or that no model reads. */
  | { is: "nothing" };

const text: Meaning = { is: "text", place: { in: "unknown" } };
const content: Meaning = { is: "text", place: { in: "content" } };
const nothing: Meaning = { is: "nothing" };
const label: Meaning = { is: "label" };
const data: Meaning = { is: "data" };
const opaque: Meaning = { is: "opaque" };
const sealed = { is: "text", place: { in: "sealed" } } as const satisfies Meaning;
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
  reasoning_details: sealed,
  thinking_blocks: sealed,
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
  fileData: attachments.file,
  image_embeds: attachments.image,
  audio_embeds: attachments.audio,
  resource: { is: "text", place: { in: "source" } },
  detail: label,
  format: label,
  media_type: label,
  mime_type: label,
  mimeType: label,
  filename: text,
  signature: opaque,
  encrypted_content: opaque,
  cache_control: nothing,
});

const ofSource = meanings({
  type: label,
  media_type: label,
  mimeType: label,
  uri: label,
  blob: data,
  data,
  url: data,
  file_id: data,
  bytes: data,
  content,
});

/** Members that hold an attachment's bytes, or say where they are. */
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
  thought_signature: opaque,
  thoughtSignature: opaque,
});
const ofSealed = meanings({
  type: label,
  id: label,
  index: label,
  format: label,
  data: opaque,
  signature: opaque,
});

/**
 * Finds what a member stands for. Undefined for an unknown name: then the name counts as text, and
 * so does its value.
 */
export function findMeaning(place: Place, memberName: string): Meaning | undefined {
  switch (place.in) {
    case "message":
      return ofMessage.get(memberName);
    case "part":
      return ofPart.get(memberName);
    case "source":
      return ofSource.get(memberName);
    case "attachment":
      return ofAttachment.get(memberName);
    case "sealed":
      return ofSealed.get(memberName);
    case "nothing":
      return nothing;
    default:
      return ofUnknown.get(memberName);
  }
}

/** No id or name that a server knows is longer. */
export const labelBytesMax = 256;
