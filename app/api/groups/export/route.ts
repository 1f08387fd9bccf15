import { readGroupList } from "@/components/import/read-existing";
import { writeGroupFile } from "@/components/import/write-group-file";
import { writeYamlFile } from "@/components/import/write-yaml-file";
import { authorize } from "@/lib/auth";
import { refusal } from "@/lib/http/refusal";

const formats = {
  csv: { write: writeGroupFile, type: "text/csv; charset=utf-8" },
  yaml: { write: writeYamlFile, type: "application/yaml; charset=utf-8" },
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
  return new Response(write(groups.data), {
    headers: {
      "content-type": type,
      "content-disposition": `attachment; filename="groups-${day}.${asked}"`,
      "cache-control": "no-store",
    },
  });
}
