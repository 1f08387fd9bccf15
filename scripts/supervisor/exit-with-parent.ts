// Loaded before a program that knows nothing of our supervisor or of full disks: ends it when that one
// is gone, and not before.
import { watchParent } from "../../gateway/platform/process/watch-parent";

// What can't be written, on a full disk or after our supervisor's end, is lost and ends nothing.
for (const stream of [process.stdout, process.stderr]) stream.on("error", () => {});

const graceMs = 3_000;
const parentPid = Number(process.env["HEADGATE_PARENT_PID"]);
if (parentPid) {
  watchParent(parentPid, () => {
    process.kill(process.pid, "SIGTERM");
    setTimeout(() => process.exit(0), graceMs).unref();
  });
}
