import { plural } from "@/lib/format/format";

/** How many groups a change of the slug reaches; says so where the server does not tell. */
export function groupsSentence(groupCount: number | undefined): string {
  if (groupCount === undefined) return "This server does not tell how many groups may call it.";
  if (groupCount === 0) return "No group may call it yet.";
  return `${plural(groupCount, "group")} may call it.`;
}
