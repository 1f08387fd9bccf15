import { expect } from "vitest";
import { managementRows } from "./management-rows";
import type { TestGateway } from "./test-gateway";
import type { TestAnswer } from "./test-request";

export interface Refusal {
  status: number;
  code: string;
  /** Of `details`, in order. */
  paths?: string[];
}

/** Runs the request and proves that it was refused like this and that nothing was written. */
export async function expectRefused(
  gateway: TestGateway,
  request: () => Promise<TestAnswer>,
  refusal: Refusal,
): Promise<void> {
  const before = await managementRows(gateway.db);
  const { status, json } = await request();
  expect(json).toMatchObject({ code: refusal.code, message: expect.stringMatching(/./) });
  expect(status).toBe(refusal.status);
  if (refusal.paths) {
    expect(json.details?.map((detail: { path: string }) => detail.path)).toEqual(refusal.paths);
  }
  expect(await managementRows(gateway.db)).toEqual(before);
}
