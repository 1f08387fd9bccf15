import { readGroupList } from "@/components/import/read-existing";
import { writeGroupFile } from "@/components/import/write-group-file";
import { authorize } from "@/lib/auth";
import { refusal } from "@/lib/http/refusal";

/** A file, so errors have a status of their own: a browser must not save one as groups. */
export async function GET(): Promise<Response> {
  const member = await authorize("viewer");
  if (!member.ok) return refusal(member.error);
  const groups = await readGroupList(member.data.subtreeGroupId);
  if (!groups.ok) return refusal(groups.error);
  return new Response(writeGroupFile(groups.data), {
    headers: {
      "content-type": "text/csv; charset=utf-8",
      "content-disposition": `attachment; filename="groups-${new Date().toISOString().slice(0, 10)}.csv"`,
      "cache-control": "no-store",
    },
  });
}
