// Loaded before a program that knows nothing of our supervisor: ends it when that one is gone.
import { watchParent } from "../../gateway/process/watch-parent";

const graceMs = 3_000;
const parentPid = Number(process.env["HEADGATE_PARENT_PID"]);
if (parentPid) {
  watchParent(parentPid, () => {
    process.kill(process.pid, "SIGTERM");
    setTimeout(() => process.exit(0), graceMs).unref();
  });
}
