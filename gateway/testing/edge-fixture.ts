import { fixtureSlug, type InferenceFixture, openInferenceFixture } from "./inference-fixture";
import { sendRaw } from "./raw-http";

/** Its origin may call from a browser. */
export const browser = "https://app.example.com";
export const chat = "/v1/chat/completions";
export const groups = "/v1/gateway/groups";

export const body = (model = fixtureSlug) =>
  JSON.stringify({ model, messages: [{ role: "user", content: "Hi" }] });

/** A gateway that listens, with one customer, and requests to it as they are on the wire. */
export async function openEdgeFixture() {
  const fixture: InferenceFixture = await openInferenceFixture({
    config: { corsOrigins: [browser] },
    listen: true,
  });
  const group = await fixture.addGroup();
  const send = (line: string, headers: Record<string, string> = {}, sent: string | Buffer = "") => {
    const bytes = Buffer.from(sent);
    const all = {
      host: "gateway",
      ...(bytes.length > 0 && {
        "content-length": String(bytes.length),
        "content-type": "application/json",
      }),
      ...headers,
    };
    const lines = Object.entries(all).map(([name, value]) => `${name}: ${value}\r\n`);
    const head = Buffer.from(`${line} HTTP/1.1\r\n${lines.join("")}\r\n`);
    return sendRaw(fixture.gateway.url, Buffer.concat([head, bytes]));
  };
  return {
    fixture,
    group,
    send,
    get: (path: string, headers: Record<string, string> = {}) => send(`GET ${path}`, headers),
    bearer: () => ({ authorization: `Bearer ${group.key}` }),
    manager: () => ({ authorization: `Api-Key ${fixture.gateway.managementKey}` }),
  };
}
