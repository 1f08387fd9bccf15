import { readdirSync, readFileSync } from "node:fs";
import { dirname, join, posix } from "node:path";

/** The gateway's doors from the ground up: a room imports what stands earlier here, never what stands later. */
export const doors = [
  "contracts",
  "platform",
  "limits",
  "inference",
  "management",
  "metering",
  "insight",
] as const;
type Door = (typeof doors)[number];

/** Doors that open on rooms; behind the others lies one room. */
const doorsWithRooms: readonly string[] = [
  "contracts",
  "platform",
  "inference",
  "management",
  "metering",
  "insight",
];

/** What a room asks of those who build it. Types alone, so nothing above is loaded. */
const interfaces: readonly string[] = [
  "gateway/deps.ts",
  "gateway/config.ts",
  "gateway/metering/ledger/ledger.ts",
];

/** They set up, drive or measure rooms from inside. */
const exempt =
  /^gateway\/(testing|simulation)\/|\.(test|contract|exactness)\.ts$|generated-clients\//;

export interface Import {
  file: string;
  imported: string;
  isType: boolean;
}

export interface Trespass extends Import {
  rule: "imports what lies above" | "imports the inside of another room";
}

/** Every import of one file of the gateway by another, tests left out; paths from `root`. */
export function readImports(root: string): Import[] {
  const files = readdirSync(join(root, "gateway"), { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile() && entry.name.endsWith(".ts"))
    .map((entry) => posix.join(entry.parentPath.slice(root.length).replace(/^\//, ""), entry.name))
    .filter((file) => !exempt.test(file));
  const known = new Set(files);
  return files.flatMap((file) => {
    const text = readFileSync(join(root, file), "utf8");
    const statements = text.matchAll(
      /^(?:import|export)( type)?\b[^;"']*?["'](\.[^"']*)["']|\bimport\(["'](\.[^"']*)["']\)/gm,
    );
    return [...statements].flatMap(([, type, path, loaded]): Import[] => {
      const imported = `${posix.join(dirname(file), path ?? loaded ?? "")}.ts`;
      return known.has(imported) ? [{ file, imported, isType: type !== undefined }] : [];
    });
  });
}

export function findTrespasses(imports: readonly Import[]): Trespass[] {
  return imports.flatMap((each): Trespass[] => {
    const { file, imported, isType } = each;
    if (isType && interfaces.includes(imported)) return [];
    const trespasses: Trespass[] = [];
    if (findFloor(file) < findFloor(imported)) {
      trespasses.push({ ...each, rule: "imports what lies above" });
    }
    const room = findRoom(imported);
    if (findRoom(file) !== room && dirname(imported) !== room) {
      trespasses.push({ ...each, rule: "imports the inside of another room" });
    }
    return trespasses;
  });
}

/** What is behind no door (the process itself, commands, the demo) stands on top of all. */
function findFloor(file: string): number {
  const floor = doors.indexOf(file.split("/")[1] as Door);
  return floor === -1 ? doors.length : floor;
}

function findRoom(file: string): string {
  const [gateway = "", door = "", room = "", inside] = file.split("/");
  if (room === "") return gateway;
  return doorsWithRooms.includes(door) && inside !== undefined
    ? `${gateway}/${door}/${room}`
    : `${gateway}/${door}`;
}
