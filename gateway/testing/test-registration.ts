import { sign } from "node:crypto";
import type { TestGateway } from "./test-gateway";
import type { TestRequest } from "./test-request";

/** A registration of the default workspace, signed over the exact bytes that are sent. */
export function signed(gateway: TestGateway, body: unknown): TestRequest & { body: string } {
  const text = typeof body === "string" ? body : JSON.stringify(body);
  const signature = sign(null, Buffer.from(text), gateway.registrationKey).toString("base64");
  return {
    key: gateway.managementKey,
    body: text,
    headers: { "x-baseten-signature": signature },
  };
}
