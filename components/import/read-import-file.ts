import type { ImportFile } from "./actions";
import { type FileProblem, fileBytesMax } from "./group-file";
import { isYaml } from "./is-yaml";

/** What to send of a typed text. The parser of YAML is fetched when there is some. */
export async function readImportFile(
  text: string,
): Promise<{ ok: true; file: ImportFile } | { ok: false; problems: FileProblem[] }> {
  if (!isYaml(text)) return { ok: true, file: { format: "csv", text } };
  const { readYamlLines } = await import("./read-yaml-lines");
  const read = readYamlLines(text);
  if (!read.ok) return read;
  const file: ImportFile = { format: "lines", lines: read.lines };
  if (new Blob([JSON.stringify(file)]).size > fileBytesMax) {
    return {
      ok: false,
      problems: [{ line: null, message: "The file has too many groups and models: split it." }],
    };
  }
  return { ok: true, file };
}
