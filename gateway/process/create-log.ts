import { type Logger, pino } from "pino";

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

/** JSON lines on standard output. HEADGATE_LOG_LEVEL is for looking into trouble. */
export function createLog(level = "info"): Logger {
  return pino({ level, base: null, redact: { paths: secretPaths, censor: "[secret]" } });
}
