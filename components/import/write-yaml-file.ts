import type { Group } from "@/gateway/contracts/group";
import { parentsAmong, toCells } from "./write-group-file";

/**
 * Groups as a YAML tree that the import reads back without a difference. Written piece by
 * piece: a workspace of 100,000 groups is neither held as a tree of nodes nor written in one go.
 */
export function* writeYamlFile(groups: readonly Group[]): Generator<string, void> {
  const parents = parentsAmong(groups);
  const children = new Map<string | null, Group[]>();
  for (const group of groups) {
    const parent = parents(group) === "" ? null : (group.hierarchy.parent_group_id ?? null);
    const siblings = children.get(parent);
    if (siblings) siblings.push(group);
    else children.set(parent, [group]);
  }
  function* write(group: Group, indent: string): Generator<string, void> {
    const lines: string[] = [];
    const { metadata, hierarchy, models } = group;
    lines.push(`${indent}- external_id: ${scalar(metadata.external_entity_id)}`);
    lines.push(`${indent}  name: ${metadata.name ? scalar(metadata.name) : "null"}`);
    lines.push(`${indent}  mode: ${hierarchy.limit_enforcement}`);
    lines.push(`${indent}  models:${models.length === 0 ? " []" : ""}`);
    for (const model of models) {
      const { slug, ...limits } = toCells(model);
      lines.push(`${indent}    - slug: ${scalar(slug ?? "")}`);
      for (const [name, value] of Object.entries(limits)) {
        lines.push(`${indent}      ${name}: ${value}`);
      }
    }
    const below = children.get(group.id) ?? [];
    if (below.length > 0) lines.push(`${indent}  children:`);
    yield `${lines.join("\n")}\n`;
    for (const child of below) yield* write(child, `${indent}    `);
  }
  if (!children.has(null)) yield "[]\n";
  for (const root of children.get(null) ?? []) yield* write(root, "");
}

/** Bare where every reader takes it for text; else as JSON, which YAML reads. Source: YAML 1.2.2, 1.3. */
function scalar(text: string): string {
  const isWord =
    /^[A-Za-z][\w./-]*$/.test(text) && !/^(?:null|true|false|yes|no|on|off|[yn])$/i.test(text);
  if (isWord) return text;
  return JSON.stringify(text).replace(
    /[\x7f-\x9f\u2028\u2029\ufeff\ufffe\uffff]/g,
    (character) => `\\u${character.charCodeAt(0).toString(16).padStart(4, "0")}`,
  );
}
