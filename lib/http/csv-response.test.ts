import { expect, test } from "vitest";
import { csvResponse } from "./csv-response";

test("the next piece is made when the reader takes it, and no more once the reader has gone", async () => {
  let made = 0;
  let ended = false;
  async function* endless() {
    try {
      while (true) {
        made += 1;
        yield `${made}\r\n`;
      }
    } finally {
      ended = true;
    }
  }
  const response = csvResponse("a.csv", endless());
  expect(response.headers.get("content-disposition")).toBe('attachment; filename="a.csv"');
  const reader = response.body?.getReader();
  expect(new TextDecoder().decode((await reader?.read())?.value)).toBe("1\r\n");
  await reader?.cancel();
  expect(ended).toBe(true);
  expect(made).toBeLessThan(4);
});

test("a piece that can't be made breaks the download off", async () => {
  async function* broken() {
    yield "head\r\n";
    throw new Error("gone");
  }
  await expect(csvResponse("a.csv", broken()).text()).rejects.toThrow("gone");
});

test("case 63: a CSV begins with the mark of UTF-8, once; what is no CSV has none", async () => {
  async function* pieces() {
    yield "a,b\r\n";
    yield "Müller,1\r\n";
  }
  const readBytes = async (response: Response) => Buffer.from(await response.arrayBuffer());
  const csv = await readBytes(csvResponse("a.csv", pieces()));
  expect(csv).toEqual(Buffer.from("\ufeffa,b\r\nMüller,1\r\n"));
  const yaml = await readBytes(csvResponse("a.yaml", pieces(), "application/yaml"));
  expect(yaml.toString()).toBe("a,b\r\nMüller,1\r\n");
});
