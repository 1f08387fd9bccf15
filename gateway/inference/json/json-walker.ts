import { quote } from "./json-strings";
import { endOfPlain, isOfNumber, isWholeNumber, literals, numberStepAfter } from "./json-tokens";
import type { JsonVisitor } from "./json-visitor";

const comma = 0x2c;
const colon = 0x3a;
const backslash = 0x5c;
const openBrace = 0x7b;
const closeBrace = 0x7d;
const openBracket = 0x5b;
const closeBracket = 0x5d;

/** What may come next. */
const due = { value: 0, firstValue: 1, firstKey: 2, key: 3, colon: 4, next: 5, end: 6 } as const;
type Expected = (typeof due)[keyof typeof due];

/**
 * Reads one JSON value as strictly as JSON.parse, without making anything of it, to any depth and in
 * turns: `advance` goes on to about `turnEnd`. Source: RFC 8259.
 */
export class JsonWalker {
  /** Where it stands; behind the value once it is done. */
  at: number;
  isBroken = false;
  private readonly bytes: Buffer;
  private readonly visitor: JsonVisitor;
  private readonly isKnown: boolean;
  private expected: Expected = due.value;
  /** Of each list and object around. */
  private readonly isObject: boolean[] = [];
  /** Of a string or number that a turn has cut; -1 = none. */
  private stringStart = -1;
  private isKey = false;
  private numberStart = -1;
  private numberStep = 0;

  constructor(bytes: Buffer, start: number, visitor: JsonVisitor, isKnown: boolean) {
    this.bytes = bytes;
    this.at = start;
    this.visitor = visitor;
    this.isKnown = isKnown;
  }

  get isDone(): boolean {
    return this.expected === due.end;
  }

  advance(turnEnd: number): void {
    const { bytes } = this;
    const limit = Math.min(turnEnd, bytes.length);
    while (this.at < limit && !this.isBroken && this.expected !== due.end) {
      if (this.stringStart >= 0) {
        this.readString(limit);
        continue;
      }
      if (this.numberStart >= 0) {
        this.readNumber(limit);
        continue;
      }
      const byte = bytes[this.at] ?? 0;
      if (byte === 0x20 || byte === 0x0a || byte === 0x0d || byte === 0x09) this.at++;
      else this.take(byte);
    }
    // A number needs nothing behind it.
    if (this.numberStart >= 0 && this.at >= bytes.length) this.endNumber();
  }

  private take(byte: number): void {
    switch (this.expected) {
      case due.firstValue:
        if (byte === closeBracket) this.close(byte);
        else this.takeValue(byte);
        return;
      case due.value:
        this.takeValue(byte);
        return;
      case due.firstKey:
        if (byte === closeBrace) this.close(byte);
        else this.takeKey(byte);
        return;
      case due.key:
        this.takeKey(byte);
        return;
      case due.colon:
        if (byte !== colon) this.isBroken = true;
        this.expected = due.value;
        this.at++;
        return;
      default:
        if (byte === comma) {
          this.expected = this.isObject.at(-1) === true ? due.key : due.value;
          this.at++;
        } else this.close(byte);
    }
  }

  private takeKey(byte: number): void {
    if (byte === quote) this.openString(true);
    else this.isBroken = true;
  }

  private takeValue(byte: number): void {
    if (byte === quote) this.openString(false);
    else if (byte === openBrace || byte === openBracket) this.open(byte === openBrace);
    else if (isOfNumber(byte)) {
      this.numberStart = this.at;
      this.numberStep = 0;
    } else {
      const literal = literals.get(byte);
      const end = this.at + (literal?.length ?? 0);
      if (literal?.equals(this.bytes.subarray(this.at, end))) {
        this.visitor.scalar(this.at, end);
        this.endValue(end);
      } else this.isBroken = true;
    }
  }

  private openString(isKey: boolean): void {
    this.isKey = isKey;
    this.stringStart = this.at;
    this.at++;
    if (!this.isKnown) return;
    // It was read before: only where it ends is to be found.
    const end = this.bytes.indexOf(quote, this.at);
    if (end > 0 && this.bytes[end - 1] !== backslash) this.endString(end);
  }

  private readString(limit: number): void {
    const at = endOfPlain(this.bytes, this.at, limit);
    if (at < 0) this.isBroken = true;
    else if (at < limit) this.endString(at);
    else this.at = at;
  }

  private endString(end: number): void {
    const start = this.stringStart + 1;
    this.stringStart = -1;
    if (this.isKey) {
      this.visitor.key(start, end);
      this.expected = due.colon;
      this.at = end + 1;
    } else {
      this.visitor.string(start, end);
      this.endValue(end + 1);
    }
  }

  private readNumber(limit: number): void {
    const { bytes } = this;
    let { at, numberStep } = this;
    while (at < limit) {
      const step = numberStepAfter(numberStep, bytes[at] ?? 0);
      if (step < 0) break;
      numberStep = step;
      if (step === 0) break;
      at++;
    }
    this.at = at;
    this.numberStep = numberStep;
    if (at < limit) this.endNumber();
  }

  private endNumber(): void {
    if (!isWholeNumber(this.numberStep)) this.isBroken = true;
    else this.visitor.scalar(this.numberStart, this.at);
    this.numberStart = -1;
    this.endValue(this.at);
  }

  private open(isObject: boolean): void {
    this.visitor.open(isObject, this.at);
    this.isObject.push(isObject);
    this.expected = isObject ? due.firstKey : due.firstValue;
    this.at++;
  }

  private close(byte: number): void {
    const isObject = this.isObject.at(-1) === true;
    if (byte !== (isObject ? closeBrace : closeBracket)) {
      this.isBroken = true;
      return;
    }
    this.isObject.pop();
    this.visitor.close(this.at + 1);
    this.endValue(this.at + 1);
  }

  private endValue(end: number): void {
    this.at = end;
    this.expected = this.isObject.length === 0 ? due.end : due.next;
  }
}
