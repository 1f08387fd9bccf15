import { connect } from "node:net";
import { parseJson } from "../contracts/leaves/json";

export interface RawAnswer {
  status: number;
  headers: Record<string, string>;
  text: string;
  // biome-ignore lint/suspicious/noExplicitAny: tests assert on whatever came back.
  json: any;
}

/** Sends bytes as they are and reads one answer, whatever a client would make of either. */
export function sendRaw(url: string, bytes: string | Buffer): Promise<RawAnswer> {
  const { hostname, port } = new URL(url);
  return new Promise((resolve, reject) => {
    let received = Buffer.alloc(0);
    const socket = connect(Number(port), hostname, () => socket.write(bytes));
    const finish = () => {
      socket.destroy();
      const answer = readAnswer(received, true);
      if (answer) resolve(answer);
      else reject(new Error(`no answer: ${received.toString("latin1")}`));
    };
    socket.on("data", (part) => {
      received = Buffer.concat([received, part]);
      if (readAnswer(received, false)) finish();
    });
    socket.once("end", finish);
    socket.once("error", reject);
  });
}

function readAnswer(received: Buffer, isEnded: boolean): RawAnswer | undefined {
  const text = received.toString("utf8");
  const headEnd = text.indexOf("\r\n\r\n");
  if (headEnd < 0) return undefined;
  const [first = "", ...lines] = text.slice(0, headEnd).split("\r\n");
  const headers = Object.fromEntries(
    lines.map((line) => [
      line.slice(0, line.indexOf(":")).toLowerCase(),
      line.slice(line.indexOf(":") + 1).trim(),
    ]),
  );
  const body = text.slice(headEnd + 4);
  if (!isEnded && Buffer.byteLength(body) < Number(headers["content-length"] ?? 0))
    return undefined;
  return { status: Number(first.split(" ")[1]), headers, text: body, json: parseJson(body) };
}
