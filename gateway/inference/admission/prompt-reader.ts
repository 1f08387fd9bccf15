import { isPlainName } from "../is-plain-name";
import type { JsonVisitor } from "../json/json-visitor";
import {
  findElement,
  findInside,
  findKind,
  holdsBytes,
  nothing,
  nothingAtAll,
  unknown,
  unknownText,
} from "./prompt-nesting";
import {
  type AttachmentKind,
  findMeaning,
  labelBytesMax,
  type Meaning,
  type Place,
} from "./prompt-places";
import { decodeString, TextSpans } from "./text-spans";

export type AttachmentCounts = Partial<Record<AttachmentKind, number>>;

/** What the chat format adds to each message. */
const tokensPerMessage = 4;
const nameBytesMax = 64;
/** No signature is longer, and more would be too much to be looked at in one go. */
const opaqueBytesMax = 256 * 1024;
/** No dialect nests deeper; what does is read as text alone. */
const depthMax = 64;

/** What the members of one part have said so far. They come in any order. */
interface Part {
  type: string;
  mediaType: string;
  data: { start: number; end: number } | undefined;
  /** Attachments in the part that wait for its `type` to say their kind. */
  untold: number;
}

/** Finds the texts and attachments of the prompts that it is walked over, each by where it stands. */
export class PromptReader implements JsonVisitor {
  readonly texts = new TextSpans();
  readonly attachments: AttachmentCounts = {};
  /** Tokens of everything that is no text. */
  tokens = 0;
  private readonly bytes: Buffer;
  private root: Place = unknown;
  private readonly places: Place[] = [];
  private readonly parts: Part[] = [];
  private place: Place | undefined;
  /** How many lists and objects deeper than `depthMax` the walk is. */
  private deeper = 0;
  /** Name of the member whose value comes next; undefined within a list. */
  private name: string | undefined;
  private meaning: Meaning | undefined;

  constructor(bytes: Buffer) {
    this.bytes = bytes;
  }

  /** Says what the next walked value is. */
  begin(root: Place): void {
    this.root = root;
    this.place = undefined;
    this.meaning = undefined;
  }

  open(isObject: boolean): void {
    if (this.deeper > 0 || this.places.length === depthMax) {
      this.deeper++;
      this.meaning = undefined;
      return;
    }
    const place = this.enterPlace(this.takeMeaning(), isObject);
    if (this.place) this.places.push(this.place);
    this.place = place;
    if (place.in === "message") this.tokens += tokensPerMessage;
    if (place.in === "part" || place.in === "source") {
      this.parts.push({ type: "", mediaType: "", data: undefined, untold: 0 });
    }
  }

  close(): void {
    if (this.deeper > 0) {
      this.deeper--;
      return;
    }
    const { place } = this;
    this.place = this.places.pop();
    if (place?.in !== "part" && place?.in !== "source") return;
    const closed = this.parts.pop();
    if (closed) this.endPart(closed, place.in === "source" ? this.parts.at(-1) : undefined);
  }

  key(start: number, end: number): void {
    this.name = readName(this.bytes, start, end);
    const place = this.deeper > 0 ? unknown : (this.place ?? unknown);
    this.meaning = this.name === undefined ? undefined : findMeaning(place, this.name);
    if (this.meaning) return;
    this.meaning = place.in === "nothing" ? nothingAtAll : unknownText;
    if (place.in !== "nothing") this.texts.add(start, end);
  }

  string(start: number, end: number): void {
    const meaning = this.takeMeaning();
    switch (meaning.is) {
      case "text":
        this.texts.add(start, end);
        return;
      case "attachment":
        this.attach(meaning.kind);
        return;
      case "data":
        this.keepData(start, end);
        return;
      case "label":
        if (end - start <= labelBytesMax) this.keepLabel(start, end);
        if (end - start <= labelBytesMax && isPlainName(this.bytes, start, end)) return;
        this.texts.add(start, end);
        return;
      case "opaque":
        if (end - start <= opaqueBytesMax && isPlainName(this.bytes, start, end)) return;
        this.texts.add(start, end);
        return;
      default:
    }
  }

  scalar(start: number, end: number): void {
    const isElement = this.meaning === undefined;
    const meaning = this.takeMeaning();
    if (meaning.is !== "text") return;
    // A prompt may be sent as tokens.
    if (isElement && meaning.place.in === "content") this.tokens++;
    else if (meaning.place.in === "unknown") this.texts.add(start, end);
  }

  /** Finds the meaning of the next value by its name, or by the list that it is in. */
  private takeMeaning(): Meaning {
    const { meaning, place } = this;
    this.meaning = undefined;
    if (this.deeper > 0) return unknownText;
    return meaning ?? findElement(place ?? this.root, place === undefined);
  }

  private enterPlace(meaning: Meaning, isObject: boolean): Place {
    switch (meaning.is) {
      case "attachment":
        if (isObject) this.attach(meaning.kind);
        return { in: isObject ? "attachment" : "attachments", kind: meaning.kind };
      case "nothing":
        return nothing;
      case "text":
        return findInside(meaning.place, isObject);
      default:
        return unknown;
    }
  }

  private attach(kind: AttachmentKind, count = 1): void {
    this.attachments[kind] = (this.attachments[kind] ?? 0) + count;
  }

  private keepData(start: number, end: number): void {
    const here = this.parts.at(-1);
    if (here?.data) this.texts.add(start, end);
    else if (here) here.data = { start, end };
  }

  private keepLabel(start: number, end: number): void {
    const here = this.parts.at(-1);
    if (!here || (this.place?.in !== "part" && this.place?.in !== "source")) return;
    const label = decodeString(this.bytes.toString("utf8", start, end));
    if (this.name === "type") here.type = label;
    else if (/^m\w+type$/i.test(this.name ?? "")) here.mediaType = label;
  }

  private endPart({ type, mediaType, data, untold }: Part, around: Part | undefined): void {
    let count = untold;
    const kind = findKind(mediaType) ?? findKind(type);
    if (data && type !== "redacted_thinking") {
      if (holdsBytes(type, mediaType, around !== undefined)) count++;
      else this.texts.add(data.start, data.end);
    }
    if (count === 0) return;
    if (around && !kind) around.untold += count;
    else this.attach(kind ?? "file", count);
  }
}

/** Undefined where it is longer than any that is known. */
function readName(bytes: Buffer, start: number, end: number): string | undefined {
  if (end - start > nameBytesMax) return undefined;
  const text = bytes.toString("latin1", start, end);
  return text.includes("\\") ? String(JSON.parse(`"${text}"`)) : text;
}
