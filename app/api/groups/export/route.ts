import { readGroupList } from "@/components/import/read-existing";
import { writeGroupFile } from "@/components/import/write-group-file";
import { writeYamlFile } from "@/components/import/write-yaml-file";
import { authorize } from "@/lib/auth/auth";
import { csvResponse } from "@/lib/http/csv-response";
import { refusal } from "@/lib/http/refusal";
import { yieldToOthers } from "@/lib/yield-to-others";

const partCharacters = 32_768;
const formats = {
  csv: { write: writeGroupFile, type: "text/csv" },
  yaml: { write: writeYamlFile, type: "application/yaml" },
};

/** `?format=yaml`, else CSV. A file, so errors have a status of their own: no browser may save one as groups. */
export async function GET(request: Request): Promise<Response> {
  const member = await authorize("viewer");
  if (!member.ok) return refusal(member.error);
  const asked = new URL(request.url).searchParams.get("format") ?? "csv";
  if (asked !== "csv" && asked !== "yaml") {
    return refusal({ code: "VALIDATION_ERROR", message: "format is csv or yaml" });
  }
  const groups = await readGroupList(member.data.subtreeGroupId);
  if (!groups.ok) return refusal(groups.error);
  const { write, type } = formats[asked];
  const day = new Date().toISOString().slice(0, 10);
  return csvResponse(`groups-${day}.${asked}`, inTurns(write(groups.data)), type);
}

/** Long files are written a part at a time, and others get their turn in between. */
async function* inTurns(pieces: Iterable<string>): AsyncGenerator<string, void> {
  let part = "";
  for (const piece of pieces) {
    part += piece;
    if (part.length < partCharacters) continue;
    yield part;
    part = "";
    await yieldToOthers();
  }
  if (part !== "") yield part;
}
