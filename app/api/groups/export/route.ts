import { readGroupList } from "@/components/import/read-existing";
import { writeGroupFile } from "@/components/import/write-group-file";
import { authorize } from "@/lib/auth";
import type { ActionError } from "@/lib/result";

const statuses: Record<string, number> = {
  UNAUTHENTICATED: 401,
  FORBIDDEN: 403,
  CROSS_ORIGIN: 403,
};

/** A file, so errors have a status of their own: a browser must not save one as groups. */
export async function GET(): Promise<Response> {
  const member = await authorize("viewer");
  if (!member.ok) return refuse(member.error);
  const groups = await readGroupList(member.data.subtreeGroupId);
  if (!groups.ok) return refuse(groups.error);
  return new Response(writeGroupFile(groups.data), {
    headers: {
      "content-type": "text/csv; charset=utf-8",
      "content-disposition": `attachment; filename="groups-${new Date().toISOString().slice(0, 10)}.csv"`,
      "cache-control": "no-store",
    },
  });
}

function refuse(error: ActionError): Response {
  return Response.json(
    { ok: false, error },
    { status: statuses[error.code] ?? 502, headers: { "cache-control": "no-store" } },
  );
}
