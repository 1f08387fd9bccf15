import { readVariable } from "../platform/process/environment";
import { createDemoServer } from "./demo-server";

const port = readVariable(
  process.env,
  "DEMO_UPSTREAM_PORT",
  {
    rule: "a port from 1 to 65535",
    example: "4010",
    parse(text) {
      const value = Number(text);
      return Number.isInteger(value) && value >= 1 && value <= 65_535 ? value : undefined;
    },
  },
  "4010",
);

const server = createDemoServer({
  tokenMs: 15,
  healthSecret: process.env["HEADGATE_HEALTH_SECRET"],
});
server.listen(port, "127.0.0.1", () => {
  process.stdout.write(`demo model on http://127.0.0.1:${port}/v1\n`);
});
for (const signal of ["SIGINT", "SIGTERM"] as const) {
  process.once(signal, () => {
    server.close(() => process.exit(0));
    server.closeAllConnections();
  });
}
