import type { AttachmentKind, Meaning, Place } from "./prompt-places";

const message: Place = { in: "message" };
const content: Place = { in: "content" };
const part: Place = { in: "part" };
const source: Place = { in: "source" };
export const unknown: Place = { in: "unknown" };
export const nothing: Place = { in: "nothing" };
export const unknownText: Meaning = { is: "text", place: unknown };
export const nothingAtAll: Meaning = { is: "nothing" };

/** Meaning of an element of a list, or of the value that the walk begins with. */
export function findElement(place: Place, isRoot: boolean): Meaning {
  switch (place.in) {
    case "messages":
      return { is: "text", place: isRoot ? place : message };
    case "attachments":
      return { is: "attachment", kind: place.kind };
    case "nothing":
      return nothingAtAll;
    default:
      return { is: "text", place };
  }
}

/** The place that the members of this list or object are in. */
export function findInside(place: Place, isObject: boolean): Place {
  switch (place.in) {
    case "content":
      return isObject ? part : content;
    case "messages":
      return isObject ? unknown : place;
    case "message":
      return isObject ? message : unknown;
    case "source":
      return isObject ? source : unknown;
    default:
      return place;
  }
}

const bytesTypes = /^(?:input_)?(?:image|audio|video|file|document|media)/;
const sourceTypes = new Set(["base64", "url", "file", "bytes"]);

/**
 * True where `data` of a part, or of a source within it, holds bytes. Otherwise it holds a text.
 */
export function holdsBytes(type: string, mediaType: string, isSource: boolean): boolean {
  if (isSource && sourceTypes.has(type)) return true;
  if (mediaType.startsWith("text/")) return false;
  return isSource ? type === "" : bytesTypes.test(type) || findKind(mediaType) !== undefined;
}

/** Finds the kind of an attachment by the type of its part or the media type of its bytes. */
export function findKind(type: string): AttachmentKind | undefined {
  if (type.startsWith("image")) return "image";
  if (type.startsWith("audio")) return "audio";
  return type.startsWith("video") ? "video" : undefined;
}
