import { isMap, isSeq, LineCounter, parseDocument } from "yaml";
import { maxLevels } from "@/gateway/contracts/sizes";
import { type FileLine, limitColumns, type ReadLines } from "./group-file";
import {
  type Content,
  type Field,
  findLine,
  isBlank,
  listItems,
  readFields,
  readText,
  type YamlSource,
} from "./yaml-fields";

const groupKeys = ["external_id", "name", "parent", "mode", "models", "children"] as const;
const modelKeys = ["slug", ...limitColumns.map(({ name }) => name)] as const;

/**
 * A YAML list of groups as the lines that a CSV of the same groups has. For the browser: a parser that
 * a file can keep busy has no place in the server. All values are text, as in a CSV (`007` stays
 * `007`); aliases are refused, never followed. Source: YAML 1.2.2, 10.1 (failsafe schema).
 */
export function readYamlLines(text: string): ReadLines {
  const counter = new LineCounter();
  const { contents, errors, warnings } = parseDocument(text, {
    schema: "failsafe",
    // It compares each key with all others; ours are looked up among the few that there are.
    uniqueKeys: false,
    prettyErrors: false,
    lineCounter: counter,
  });
  const all = [...errors, ...warnings];
  // A tab ends in other errors, too: it is their cause.
  const error = all.find(({ code }) => code === "TAB_AS_INDENT") ?? all[0];
  if (error) {
    const { line } = counter.linePos(error.pos[0]);
    return { ok: false, problems: [{ line, message: formatMessage(error) }] };
  }
  const source = { counter, problems: [] };
  const lines = toLines(source, contents);
  return source.problems.length > 0
    ? { ok: false, problems: source.problems }
    : { ok: true, lines };
}

function formatMessage({ code, message }: { code: string; message: string }): string {
  if (code === "MULTIPLE_DOCS") return "The file has several documents: put all groups into one";
  if (code === "RESOURCE_EXHAUSTION") return "It is nested too deeply";
  if (code === "TAB_AS_INDENT") return "It is indented by tabs: use spaces";
  return `This is not YAML: ${message}`;
}

function toLines(source: YamlSource, contents: Content): FileLine[] {
  const lines: FileLine[] = [];
  const seen = new Set<string>();
  const refuse = (line: number | null, message: string) => source.problems.push({ line, message });

  function readGroups({ node, line }: Field, parent: string | null, level: number): void {
    if (isBlank(node)) return;
    if (!isSeq(node)) {
      const what = parent === null ? "The file" : `children of ${parent}`;
      refuse(findLine(source, node, line), `${what} must be a list of groups, each after a dash`);
    } else if (level > maxLevels) {
      refuse(line, `Groups go ${maxLevels} levels deep; these would be on level ${level}`);
    } else {
      for (const item of listItems(node)) readGroup({ node: item, line }, parent, level);
    }
  }

  function readGroup(item: Field, parent: string | null, level: number): void {
    const line = findLine(source, item.node, item.line);
    if (!isMap(item.node)) {
      refuse(line, "A group must be fields, with an external_id among them");
      return;
    }
    const fields = readFields(source, item.node, groupKeys, "a group");
    const externalId = readText(source, fields.external_id, "external_id") ?? "";
    if (externalId === "") refuse(line, "external_id is blank");
    else if (seen.has(externalId)) refuse(line, `${externalId} is there twice`);
    seen.add(externalId);
    const cells: FileLine["cells"] = { external_id: externalId };
    for (const key of ["name", "parent", "mode"] as const) {
      const said = readText(source, fields[key], key);
      if (said !== undefined) cells[key] = said;
    }
    if (parent !== null && cells.parent && cells.parent !== parent) {
      const said = `parent of ${externalId} is “${cells.parent}”`;
      refuse(fields.parent?.line ?? line, `${said}, but it stands among the children of ${parent}`);
    }
    if (parent !== null) cells.parent = parent;
    // A set without a model is not the same as none said.
    if (fields.models) cells.slug = "";
    lines.push({ line, cells });
    if (fields.models) readModels(fields.models, externalId);
    if (fields.children) readGroups(fields.children, externalId, level + 1);
  }

  function readModels({ node, line }: Field, externalId: string): void {
    if (isBlank(node)) return;
    if (!isSeq(node)) {
      refuse(line, `models of ${externalId} must be a list of slugs, each after a dash`);
      return;
    }
    for (const item of listItems(node)) {
      const at = findLine(source, item, line);
      const fields: Partial<Record<(typeof modelKeys)[number], Field>> = isMap(item)
        ? readFields(source, item, modelKeys, "a model")
        : { slug: { node: item, line: at } };
      const cells: FileLine["cells"] = { external_id: externalId };
      for (const key of modelKeys) {
        const said = readText(source, fields[key], key);
        if (said !== undefined) cells[key] = said;
      }
      if (!cells.slug) refuse(at, `A model of ${externalId} has no slug`);
      lines.push({ line: at, cells });
    }
  }

  const isListBelow = isMap(contents) && contents.items.length === 1;
  const top = isListBelow ? readFields(source, contents, ["groups"], "the file").groups : undefined;
  if (!isListBelow || top) readGroups(top ?? { node: contents, line: 1 }, null, 1);
  if (lines.length === 0 && source.problems.length === 0) {
    refuse(null, "The file has no groups: a list of them, each with an external_id");
  }
  return lines;
}
