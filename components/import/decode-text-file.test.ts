import { expect, test } from "vitest";
import { decodeTextFile } from "./decode-text-file";

const table = "external_id,name\r\ncust_1,Müller €\r\n";
const utf16 = (text: string, isBig: boolean) => {
  const bytes = Buffer.from(text, "utf16le");
  return isBig ? bytes.swap16() : bytes;
};
/** `Müller €` as Windows-1252 has it. */
const windows = Buffer.from(table.replace("€", "\x80"), "latin1");

test.each([
  ["UTF-8", Buffer.from(table)],
  ["UTF-8 with its mark", Buffer.from(`\ufeff${table}`)],
  ["UTF-16, as Excel saves “Unicode text”", utf16(`\ufeff${table}`, false)],
  ["UTF-16 big-endian with its mark", utf16(`\ufeff${table}`, true)],
  ["UTF-16 without its mark", utf16(table, false)],
  ["UTF-16 big-endian without its mark", utf16(table, true)],
])("case 63: %s is read as it was written", (_name, bytes) => {
  expect(decodeTextFile(bytes)).toEqual({ ok: true, text: table, notice: null });
});

test("case 63: Windows-1252 is read as it was written, and it says that it was guessed", () => {
  const read = decodeTextFile(windows);
  expect(read).toMatchObject({ ok: true, text: table });
  expect(read).toMatchObject({ notice: expect.stringContaining("Windows-1252") });
});

test("a file in which characters were lost before says so", () => {
  const read = decodeTextFile(Buffer.from("external_id,name\na,M\ufffdller"));
  expect(read).toMatchObject({ ok: true, notice: expect.stringContaining("�") });
});

test.each([
  ["a workbook", Buffer.from("504b0304140006000800000021009a8c0d00ff00", "hex")],
  ["a picture", Buffer.from("89504e470d0a1a0a0000000d49484452", "hex")],
  ["half a UTF-16 character", Buffer.concat([utf16(`\ufeff${table}`, false), Buffer.from([65])])],
  ["zeros", Buffer.alloc(40)],
])("%s is no text", (_name, bytes) => {
  expect(decodeTextFile(bytes)).toMatchObject({
    ok: false,
    message: expect.stringContaining("CSV"),
  });
});

test("an empty file is empty text", () => {
  expect(decodeTextFile(new Uint8Array())).toEqual({ ok: true, text: "", notice: null });
});
