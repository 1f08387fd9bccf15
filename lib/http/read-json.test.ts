import { expect, test } from "vitest";
import { readJson } from "./read-json";

const post = (body: BodyInit, type = "application/json") =>
  new Request("http://dashboard/", {
    method: "POST",
    body,
    headers: { "content-type": type },
    // A stream has no length beforehand.
    ...(typeof body === "string" ? {} : { duplex: "half" }),
  });

test("JSON is read, with or without a charset", async () => {
  expect(await readJson(post(`{"a":"é"}`), 100)).toEqual({ ok: true, data: { a: "é" } });
  const withCharset = post("[1]", "application/json; charset=utf-8");
  expect(await readJson(withCharset, 100)).toEqual({ ok: true, data: [1] });
});

test("what a form elsewhere can send is not read", async () => {
  for (const type of ["text/plain", "application/x-www-form-urlencoded"]) {
    const read = await readJson(post("{}", type), 100);
    expect(read).toMatchObject({ ok: false, error: { code: "VALIDATION_ERROR" } });
  }
  expect(await readJson(post("{"), 100)).toMatchObject({ error: { code: "VALIDATION_ERROR" } });
});

test("reading ends at the limit, whether or not a length was announced", async () => {
  let pulled = 0;
  const endless = new ReadableStream<Uint8Array>({
    pull(controller) {
      pulled++;
      controller.enqueue(new Uint8Array(10));
    },
  });
  for (const body of ["x".repeat(101), endless]) {
    const read = await readJson(post(body), 100);
    expect(read).toMatchObject({ ok: false, error: { code: "PAYLOAD_TOO_LARGE" } });
  }
  expect(pulled).toBeLessThan(20);
});
