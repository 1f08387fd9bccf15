import { limitEnforcement } from "@/gateway/contracts/group";
import { modelsPerGroupMax } from "@/gateway/contracts/sizes";
import { exactNumber } from "@/lib/format/format";
import {
  emptyLimits,
  findLimit,
  type SlugLimits,
  toField,
  toModels,
  withLimit,
} from "@/lib/limits/limit-form";
import { limitName } from "@/lib/limits/limit-text";
import { yieldToOthers } from "@/lib/yield-to-others";
import {
  type FileGroup,
  type FileLine,
  type FileProblem,
  fileGroupsMax,
  limitColumns,
} from "./group-file";
import { readCsvLines } from "./read-csv-lines";

/** Read before others get their turn: some milliseconds. */
const linesAtOnce = 500;

export type ParsedFile = { ok: true; groups: FileGroup[] } | { ok: false; problems: FileProblem[] };

/** A CSV: comma, semicolon or tab, whichever the head has most of. Problems name the line of the file. */
export async function parseGroupFile(text: string): Promise<ParsedFile> {
  const read = await readCsvLines(text);
  return read.ok ? groupsOfLines(read.lines) : read;
}

/** The groups that the lines of a file speak of, in the order in which each is first named. */
export async function groupsOfLines(lines: readonly FileLine[]): Promise<ParsedFile> {
  const problems: FileProblem[] = [];
  const byId = new Map<string, FileLine[]>();
  for (const line of lines) {
    const id = line.cells.external_id ?? "";
    const known = byId.get(id);
    if (id === "") problems.push({ line: line.line, message: "external_id is blank" });
    else if (known) known.push(line);
    else byId.set(id, [line]);
  }
  if (byId.size > fileGroupsMax) {
    problems.push({
      line: null,
      message: `The file has ${byId.size} groups; at most ${fileGroupsMax} go in one import. Split it.`,
    });
    return { ok: false, problems };
  }
  const groups: FileGroup[] = [];
  let read = 0;
  for (const [externalId, ofGroup] of byId) {
    groups.push(parseGroup(externalId, ofGroup, problems));
    read += ofGroup.length;
    if (read < linesAtOnce) continue;
    await yieldToOthers();
    read = 0;
  }
  if (problems.length > 0) {
    return { ok: false, problems: problems.sort((a, b) => (a.line ?? 0) - (b.line ?? 0)) };
  }
  return { ok: true, groups };
}

function parseGroup(
  externalId: string,
  lines: readonly FileLine[],
  problems: FileProblem[],
): FileGroup {
  const line = lines[0]?.line ?? 0;
  /** What is said of the whole group: once, or the same on each of its lines. */
  const said = (column: "name" | "parent" | "mode"): string | undefined => {
    const filled = lines.flatMap(({ line, cells }) => {
      const text = cells[column];
      return text ? [{ line, text }] : [];
    });
    const [one, ...more] = filled;
    const other = more.find(({ text }) => text !== one?.text);
    if (other) {
      const message = `${column} of ${externalId} is “${other.text}” here and “${one?.text}” above`;
      problems.push({ line: other.line, message });
    }
    return one?.text ?? lines[0]?.cells[column];
  };
  const name = said("name");
  const parent = said("parent");
  const mode = said("mode");
  const parsedMode = mode ? limitEnforcement.safeParse(mode.toUpperCase()) : undefined;
  if (parsedMode && !parsedMode.success) {
    problems.push({ line, message: `mode is “${mode}”: write INDEPENDENT, CASCADING or nothing` });
  }
  return {
    line,
    externalId,
    name: name === undefined ? undefined : name || null,
    parent: parent === undefined ? undefined : parent || null,
    mode: parsedMode?.data,
    models: modelsIn(externalId, lines, problems),
  };
}

function modelsIn(
  externalId: string,
  lines: readonly FileLine[],
  problems: FileProblem[],
): FileGroup["models"] {
  if (lines.every(({ cells }) => cells.slug === undefined)) {
    const limited = lines.find(({ cells }) => limitColumns.some(({ name }) => cells[name]));
    if (limited) problems.push({ line: limited.line, message: "a limit needs the column slug" });
    return undefined;
  }
  if (lines.length > modelsPerGroupMax + 1) {
    const message = `${externalId} has ${exactNumber(lines.length)} lines: a group has at most ${modelsPerGroupMax} models`;
    problems.push({ line: lines[modelsPerGroupMax]?.line ?? null, message });
    return undefined;
  }
  const forms = new Map<string, SlugLimits & { line: number }>();
  for (const { line, cells } of lines) {
    const filled = limitColumns.filter(({ name }) => cells[name]);
    if (!cells.slug) {
      if (filled.length > 0)
        problems.push({ line, message: `${filled[0]?.name} is set, but slug is blank` });
      continue;
    }
    if (forms.has(cells.slug)) {
      problems.push({ line, message: `${externalId} has ${cells.slug} twice` });
      continue;
    }
    forms.set(cells.slug, { ...parseForm(line, cells.slug, cells, filled, problems), line });
  }
  const made = toModels([], [...forms.values()]);
  if (made.ok) return made.models;
  for (const { slug, field, message } of made.problems) {
    const form = forms.get(slug);
    const typed = form && field !== "slug" ? findLimit(form, field) : undefined;
    const column = limitColumns.find((one) => one.type === typed?.type && one.unit === typed.unit);
    problems.push({
      line: form?.line ?? null,
      message: column ? `${column.name} is “${typed?.text}”. ${message}` : message,
    });
  }
  return undefined;
}

function parseForm(
  line: number,
  slug: string,
  cells: FileLine["cells"],
  filled: typeof limitColumns,
  problems: FileProblem[],
): SlugLimits {
  let form = emptyLimits(slug);
  for (const { name, type, unit } of filled) {
    const field = toField({ type, unit });
    const before = findLimit(form, field);
    if (before.text !== "") {
      const [one, other] = [limitName(type, before.unit), limitName(type, unit)];
      problems.push({
        line,
        message: `${one} and ${other.toLowerCase()} are both set: a slug has one of them`,
      });
      continue;
    }
    form = withLimit(form, field, { unit, text: cells[name] ?? "" });
  }
  return form;
}
