import type { OpenAPIV3_1 } from "openapi-types";
import { isRecord } from "../../contracts/leaves/json";
import { inferencePaths, inferenceSchemas } from "./inference-paths";
import { outgoingWebhooks } from "./outgoing-webhooks";
import { parameterDescriptions } from "./parameter-descriptions";
import { propertyDescriptions } from "./property-descriptions";
import { schemaExamples } from "./schema-examples";
import { schemaPropertyDescriptions } from "./schema-property-descriptions";

type Json = Record<string, unknown>;

const schemaPath = "#/components/schemas/";

/**
 * The document of the management routes, made whole for generators and readers: the inference plane,
 * webhooks, errors, descriptions; request and answer share a name where they are the same; answers
 * may grow, so nothing forbids more members.
 */
export function finishDocument(document: OpenAPIV3_1.Document): Json {
  const whole: Json = JSON.parse(JSON.stringify(document));
  const schemas: Json = {
    ...toRecord(toRecord(whole["components"])["schemas"]),
    ...inferenceSchemas,
  };
  whole["components"] = { ...toRecord(whole["components"]), schemas };
  whole["paths"] = { ...toRecord(whole["paths"]), ...inferencePaths };
  whole["webhooks"] = outgoingWebhooks;
  for (const [name, schema] of Object.entries(schemas)) describe(schema, name);
  for (const path of Object.values(toRecord(whole["paths"]))) describe(path, "");
  shareNames(whole, schemas);
  dropUnused(whole, schemas);
  for (const [name, example] of Object.entries(schemaExamples)) {
    if (isRecord(schemas[name])) schemas[name]["examples"] = [example];
  }
  return whole;
}

/** Describes the properties and parameters of what is in it, and lets answers have more of them. */
function describe(part: unknown, owner: string): void {
  if (Array.isArray(part)) {
    for (const item of part) describe(item, owner);
    return;
  }
  if (!isRecord(part)) return;
  if (part["additionalProperties"] === false) delete part["additionalProperties"];
  if ("in" in part && typeof part["name"] === "string")
    addDescription(part, part["name"], parameterDescriptions[part["name"]]);
  for (const [name, property] of Object.entries(toRecord(part["properties"]))) {
    addDescription(
      property,
      name,
      schemaPropertyDescriptions[`${owner.replace(/Input$/, "")}.${name}`],
    );
  }
  for (const item of Object.values(part)) describe(item, owner);
}

function addDescription(part: unknown, name: string, own: string | undefined): void {
  if (!isRecord(part) || "description" in part) return;
  const description = own ?? propertyDescriptions[name];
  if (description !== undefined) part["description"] = description;
}

/** `GroupInput` is `Group` where both say the same, or where only one of them is used. */
function shareNames(whole: Json, schemas: Json): void {
  const used = usedNames(whole, schemas);
  for (const name of Object.keys(schemas)) {
    const input = `${name}Input`;
    if (!(input in schemas)) continue;
    const isSame = stripped(schemas[input]) === stripped(schemas[name]);
    if (used.has(name) && used.has(input) && !isSame) continue;
    if (!used.has(name)) schemas[name] = schemas[input];
    delete schemas[input];
    rename(whole, `${schemaPath}${input}`, `${schemaPath}${name}`);
  }
}

/** Compares schemas whose references may be of either side. */
const stripped = (schema: unknown) =>
  JSON.stringify(schema).replaceAll(/("#\/components\/schemas\/\w+?)Input"/g, '$1"');

function dropUnused(whole: Json, schemas: Json): void {
  const used = usedNames(whole, schemas);
  for (const name of Object.keys(schemas)) if (!used.has(name)) delete schemas[name];
}

/** The schemas that an operation reaches, directly or through others. */
function usedNames(whole: Json, schemas: Json): Set<string> {
  const used = new Set<string>();
  const { components: _components, ...rest } = whole;
  const visit = (part: unknown) => {
    for (const [, name = ""] of JSON.stringify(part).matchAll(/"#\/components\/schemas\/(\w+)"/g)) {
      if (used.has(name)) continue;
      used.add(name);
      visit(schemas[name] ?? null);
    }
  };
  visit(rest);
  return used;
}

function rename(part: unknown, from: string, to: string): void {
  if (Array.isArray(part)) {
    for (const item of part) rename(item, from, to);
  } else if (isRecord(part)) {
    if (part["$ref"] === from) part["$ref"] = to;
    for (const item of Object.values(part)) rename(item, from, to);
  }
}

const toRecord = (value: unknown): Json => (isRecord(value) ? value : {});
