import { dirname } from "node:path";

/** One line for a person where FILE of a backup can't be read or written; undefined otherwise. */
export function describeFileTrouble(error: unknown, file: string): string | undefined {
  if (!(error instanceof Error) || !("code" in error) || !("path" in error)) return undefined;
  const { code, path } = error;
  // What is being written has a name of its own until it is complete.
  const isWritten = path === unfinishedName(file);
  if (path !== file && !isWritten) return undefined;
  if (code === "ENOENT") {
    return isWritten
      ? `There is no folder ${dirname(file)}: make it first, or name a file in another`
      : `There is no file ${file}: check its name`;
  }
  if (code === "EISDIR" || code === "ENOTDIR") return `${file} is no file: name one`;
  if (code === "ENOSPC" || code === "EDQUOT") {
    return `There is no room left for ${file} (${code}): make room on its disk, or name a file on another`;
  }
  return undefined;
}

export const unfinishedName = (file: string) => `${file}.partial`;
