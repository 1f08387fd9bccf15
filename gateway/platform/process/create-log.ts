import { type Logger, pino } from "pino";
import { withoutControls } from "../../contracts/visible-text";
import { createLogSink, type LogSink } from "./log-sink";
import { createRepeatLimiter } from "./repeat-limiter";

/** Paths that must never be logged, wherever somebody logs a whole object. */
const secretPaths = [
  "authorization",
  "headers.authorization",
  "*.headers.authorization",
  "req.headers.authorization",
  "req.headers.cookie",
  "password",
  "*.password",
  "secret",
  "*.secret",
  "api_key",
  "*.api_key",
  "value",
  "*.value",
  "key",
  "*.key",
];

const sumUpMs = 60_000;
const fatal = 60;

/**
 * JSON lines. HEADGATE_LOG_LEVEL is for looking into trouble. Of one message the first lines of a
 * minute are written, the rest are one line: callers of a dead upstream must not fill the disk.
 */
export function createLog(
  level = "info",
  sink: Pick<LogSink, "write"> = createLogSink(),
  now = Date.now,
): Logger {
  const repeats = createRepeatLimiter(now);
  const log = pino(
    {
      level,
      base: null,
      redact: { paths: secretPaths, censor: "[secret]" },
      hooks: {
        logMethod(args, method, lineLevel) {
          const kind = `${lineLevel} ${findMessage(args)}`;
          const { isWritten, leftOut } =
            lineLevel >= fatal ? { isWritten: true, leftOut: 0 } : repeats.judge(kind);
          if (leftOut > 0) sumUp(kind, leftOut);
          if (isWritten) method.apply(this, args);
        },
        // JSON escapes what is below a blank; callers can send more that terminals obey.
        streamWrite: withoutControls,
      },
    },
    sink,
  );
  /** Past the hook, whose limit it would count against. */
  function sumUp(kind: string, leftOut: number): void {
    const space = kind.indexOf(" ");
    const msg = `… ${leftOut.toLocaleString("en")} more of these in the last minute: ${kind.slice(space + 1)}`;
    const line = { level: Number(kind.slice(0, space)), time: now(), leftOut, msg };
    sink.write(withoutControls(`${JSON.stringify(line)}\n`));
  }
  const tell = () => {
    for (const { kind, leftOut } of repeats.takeLeftOut()) sumUp(kind, leftOut);
  };
  setInterval(tell, sumUpMs).unref();
  return log;
}

/** Messages are fixed texts; what differs from line to line stands beside them. */
function findMessage([first, second]: readonly unknown[]): string {
  if (typeof first === "string") return first.slice(0, 200);
  if (typeof second === "string") return second.slice(0, 200);
  return first instanceof Error ? `${first.name}: ${first.message.slice(0, 200)}` : "";
}
