import { expect, test } from "vitest";
import { requestIdIn } from "./request-id";

const id = "req_01M85TRH1H7FYZVQRW1Y5DM22A";

test("a request id is found alone and in what surrounds it in logs", () => {
  for (const text of [id, `  ${id}\n`, `x-request-id: ${id}`, `"request_id":"${id}",`]) {
    expect(requestIdIn(text)).toBe(id);
  }
});

test("what holds no request id is not sent anywhere", () => {
  for (const text of [
    "",
    "req_",
    "req_1",
    "sky_sCqhBwEy4kPd.secret-of-a-customer",
    id.slice(0, -1),
  ]) {
    expect(requestIdIn(text)).toBeNull();
  }
});
