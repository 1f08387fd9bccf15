/** Hears of a document's parts in their order, as spans of its bytes; ends are exclusive. */
export interface JsonVisitor {
  open(isObject: boolean, start: number): void;
  close(end: number): void;
  /** A member's name, without its quotes. */
  key(start: number, end: number): void;
  /** A text, without its quotes. */
  string(start: number, end: number): void;
  /** A number, true, false or null. */
  scalar(start: number, end: number): void;
}
