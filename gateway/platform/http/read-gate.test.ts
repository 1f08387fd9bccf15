import { EventEmitter } from "node:events";
import type { ServerResponse } from "node:http";
import { expect, test } from "vitest";
import { createReadGate, type ReadGateOptions } from "./read-gate";

const turn = () => new Promise((resolve) => setImmediate(resolve));

function createGate(options: ReadGateOptions) {
  const gate = createReadGate(options);
  const order: string[] = [];
  const ends = new Map<string, () => void>();
  const read = (name: string, response = new EventEmitter()) =>
    gate.pass(name.slice(0, 1), response as ServerResponse, async () => {
      order.push(name);
      await new Promise<void>((resolve) => ends.set(name, resolve));
      return name;
    });
  const end = async (name: string) => {
    ends.get(name)?.();
    await turn();
  };
  return { read, end, order };
}

test("a few read at once, the rest wait; workspaces take turns", async () => {
  const { read, end, order } = createGate({ atOnce: 2 });
  const reading = ["a1", "a2", "a3", "a4", "b1", "b2"].map((name) => read(name));
  await turn();
  expect(order).toEqual(["a1", "a2"]);
  await end("a1");
  await end("a2");
  expect(order).toEqual(["a1", "a2", "b1", "a3"]);
  await end("b1");
  await end("a3");
  expect(order).toEqual(["a1", "a2", "b1", "a3", "b2", "a4"]);
  for (const name of ["b2", "a4"]) await end(name);
  expect(await Promise.all(reading)).toEqual(["a1", "a2", "a3", "a4", "b1", "b2"]);
});

test("who finds too many waiting is refused at once, others of another workspace are not", async () => {
  const { read, end } = createGate({ atOnce: 1, waitingMax: 2 });
  const reading = [read("a1"), read("a2"), read("a3")];
  await expect(read("a4")).rejects.toMatchObject({ code: "TOO_MANY_REQUESTS" });
  const other = read("b1");
  for (const name of ["a1", "b1", "a2", "a3"]) await end(name);
  await Promise.all([...reading, other]);
});

test("who waits in vain is refused, and who has gone reads nothing", async () => {
  const { read, end, order } = createGate({ atOnce: 1, patienceMs: 20 });
  const first = read("a1");
  const gone = new EventEmitter();
  const leaving = read("a2", gone);
  gone.emit("close");
  await expect(leaving).rejects.toMatchObject({ code: "TOO_MANY_REQUESTS" });
  await expect(read("a3")).rejects.toMatchObject({ code: "TOO_MANY_REQUESTS" });
  await end("a1");
  expect(await first).toBe("a1");
  expect(order).toEqual(["a1"]);
});

test("a read that fails gives its place back", async () => {
  const gate = createReadGate({ atOnce: 1 });
  const response = new EventEmitter() as ServerResponse;
  for (let at = 0; at < 3; at++) {
    const failing = gate.pass("a", response, () => Promise.reject(new Error("down")));
    await expect(failing).rejects.toThrow("down");
  }
});
