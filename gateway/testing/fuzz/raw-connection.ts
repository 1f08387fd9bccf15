import { connect, type Socket } from "node:net";

export interface RawStatus {
  status: number;
  text: string;
}

/** A connection that sends bytes as they are, as many requests at once as it is given. */
export interface RawConnection {
  /** One answer for each request, in order; fewer where the server closed before it had answered all. */
  send(requests: readonly Buffer[]): Promise<RawStatus[]>;
  close(): void;
}

export function openRawConnection(url: string): RawConnection {
  const { hostname, port } = new URL(url);
  let socket: Socket | undefined;
  return {
    async send(requests) {
      if (!socket?.writable) socket = connect(Number(port), hostname);
      const used = socket;
      const { answers, isOpen } = await collect(used, requests.length, () => {
        used.write(Buffer.concat(requests));
      });
      if (!isOpen || answers.some(({ isLast }) => isLast)) used.destroy();
      return answers;
    },
    close: () => socket?.destroy(),
  };
}

/** Sends bytes of whatever framing on a connection of their own and says that no more will come. */
export async function sendAlone(url: string, bytes: Buffer): Promise<RawStatus[]> {
  const { hostname, port } = new URL(url);
  const socket = connect({ port: Number(port), host: hostname, allowHalfOpen: true });
  const { answers } = await collect(socket, Number.POSITIVE_INFINITY, () => socket.end(bytes));
  socket.destroy();
  return answers;
}

interface Answer extends RawStatus {
  isLast: boolean;
}

function collect(
  socket: Socket,
  expected: number,
  write: () => void,
): Promise<{ answers: Answer[]; isOpen: boolean }> {
  return new Promise((resolve) => {
    const answers: Answer[] = [];
    let rest: Buffer = Buffer.alloc(0);
    const finish = (isOpen: boolean) => {
      socket.off("data", onData);
      socket.off("close", onClose);
      socket.off("end", onClose);
      resolve({ answers, isOpen });
    };
    const onClose = () => finish(false);
    const onData = (part: Buffer) => {
      rest = rest.length > 0 ? Buffer.concat([rest, part]) : part;
      for (let found = readAnswer(rest); found; found = readAnswer(rest)) {
        rest = rest.subarray(found.end);
        if (found.answer.status >= 200) answers.push(found.answer);
      }
      if (answers.length >= expected) finish(true);
    };
    socket.on("data", onData);
    socket.once("close", onClose);
    socket.once("end", onClose);
    // What broke is followed by "close".
    if (socket.listenerCount("error") === 0) socket.on("error", () => {});
    write();
  });
}

function readAnswer(bytes: Buffer): { answer: Answer; end: number } | undefined {
  const headEnd = bytes.indexOf("\r\n\r\n");
  if (headEnd < 0) return undefined;
  const head = bytes.toString("latin1", 0, headEnd).toLowerCase();
  const status = Number(head.slice(9, 12));
  const isLast = head.includes("\r\nconnection: close");
  const start = headEnd + 4;
  let end = start;
  if (head.includes("\r\ntransfer-encoding: chunked")) {
    const last = bytes.indexOf("0\r\n\r\n", start);
    if (last < 0) return undefined;
    end = last + 5;
  } else {
    end += Number(/\r\ncontent-length: (\d+)/.exec(head)?.[1] ?? 0);
  }
  if (bytes.length < end) return undefined;
  return { answer: { status, isLast, text: bytes.toString("utf8", start, end) }, end };
}
