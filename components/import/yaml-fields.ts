import {
  isAlias,
  isScalar,
  type LineCounter,
  type Node,
  type ParsedNode,
  type YAMLMap,
  type YAMLSeq,
} from "yaml";
import type { FileProblem } from "./group-file";

export type Content = Node | ParsedNode | null | undefined;

export interface Field {
  node: Content;
  line: number;
}

/** What is read, and what was found wrong with it so far. */
export interface YamlSource {
  counter: LineCounter;
  problems: FileProblem[];
}

export function findLine({ counter }: YamlSource, node: Content, otherwise: number): number {
  const start = node?.range?.[0];
  return start === undefined ? otherwise : counter.linePos(start).line;
}

export function listItems(list: YAMLSeq): Content[] {
  return list.items as Content[];
}

/** Nothing, or null unless it is in quotation marks. */
export function isBlank(node: Content): boolean {
  if (node === null || node === undefined) return true;
  if (!isScalar(node)) return false;
  return node.type === "PLAIN" && /^(?:|~|null|Null|NULL)$/.test(String(node.value));
}

/** The fields of a map by their names; one of another name, one twice and an alias are problems. */
export function readFields<Key extends string>(
  source: YamlSource,
  map: YAMLMap,
  keys: readonly Key[],
  what: string,
): Partial<Record<Key, Field>> {
  const { problems } = source;
  const fields: Partial<Record<Key, Field>> = {};
  for (const { key, value } of map.items) {
    const line = findLine(source, key as Content, findLine(source, map, 1));
    const text = isScalar(key) ? String(key.value) : "";
    const name = keys.find((one) => one === text);
    if (!name) {
      const shown = text.length > 60 ? `${text.slice(0, 60)}…` : text;
      const message = `Unknown field “${shown}” of ${what}. Fields are ${keys.join(", ")}.`;
      problems.push({ line, message });
    } else if (fields[name]) {
      problems.push({ line, message: `${name} is there twice` });
    } else if (isAlias(value)) {
      problems.push({ line, message: `${name} is an alias (*${value.source}): write it out` });
    } else {
      fields[name] = { node: value as Content, line };
    }
  }
  return fields;
}

/** The text of a field; undefined = not said, "" = blank. */
export function readText(
  source: YamlSource,
  field: Field | undefined,
  name: string,
): string | undefined {
  if (!field) return undefined;
  if (isBlank(field.node)) return "";
  if (isScalar(field.node)) return String(field.node.value);
  source.problems.push({ line: field.line, message: `${name} must be one value` });
  return undefined;
}
