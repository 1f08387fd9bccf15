import { expect, test } from "vitest";
import { describeFileTrouble } from "./describe-file-trouble";

const file = "/backups/monday";
const failure = (code: string, path: string) => Object.assign(new Error(code), { code, path });

test.each([
  ["ENOENT", file, "There is no file /backups/monday"],
  ["ENOENT", `${file}.partial`, "There is no folder /backups:"],
  ["EISDIR", file, "/backups/monday is no file"],
  ["ENOTDIR", `${file}.partial`, "/backups/monday is no file"],
  ["ENOSPC", `${file}.partial`, "There is no room left for /backups/monday (ENOSPC)"],
  ["EDQUOT", `${file}.partial`, "There is no room left for /backups/monday (EDQUOT)"],
])("%s of %s is one line that names the backup", (code, path, line) => {
  expect(describeFileTrouble(failure(code, path), file)).toContain(line);
});

test.each(["ENOENT", "ENOSPC"])("%s of another file is not the backup's", (code) => {
  expect(describeFileTrouble(failure(code, "/data/postgres-password"), file)).toBeUndefined();
  expect(describeFileTrouble(new Error(code), file)).toBeUndefined();
});
