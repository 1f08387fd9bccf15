import {
  auditCsvHead,
  auditCsvLines,
  dashboardCsvHead,
  dashboardCsvLines,
} from "@/components/audit/audit-csv";
import { gatewayFilters, readAuditLogs } from "@/components/audit/read-audit";
import {
  dashboardFilters,
  readDashboardEvents,
  readMemberEmails,
} from "@/components/audit/read-dashboard-events";
import { authorize } from "@/lib/auth/auth";
import { csvResponse } from "@/lib/http/csv-response";
import { refusal } from "@/lib/http/refusal";
import { parseAuditView } from "@/lib/url-state/audit-view";

const pageEntries = 200;

/** Everything that the page would show with these filters, page by page, newest first. */
export async function GET(request: Request): Promise<Response> {
  const asked = Object.fromEntries(new URL(request.url).searchParams);
  return asked["log"] === "dashboard" ? exportDashboardLog(asked) : exportGatewayLog(asked);
}

async function exportGatewayLog(asked: Record<string, string>): Promise<Response> {
  const member = await authorize("viewer");
  if (!member.ok) return refusal(member.error);
  const view = parseAuditView(asked, "gateway", await gatewayFilters());
  const nowMs = Date.now();
  const read = (cursor: string | undefined) =>
    readAuditLogs(member.data, view, { limit: pageEntries, cursor, nowMs });
  // An error has a status of its own only before the first byte: a browser must not save one.
  const first = await read(undefined);
  if (!first.ok) return refusal(first.error);
  async function* pieces(page = first) {
    yield auditCsvHead;
    while (page.ok) {
      yield auditCsvLines(page.data.items);
      if (page.data.cursor === null) return;
      page = await read(page.data.cursor);
    }
    throw new Error(`The audit log could not be read to its end: ${page.error.message}`);
  }
  return csvResponse(fileName("audit", nowMs), pieces());
}

async function exportDashboardLog(asked: Record<string, string>): Promise<Response> {
  const member = await authorize("admin");
  if (!member.ok) return refusal(member.error);
  const view = parseAuditView(asked, "dashboard", dashboardFilters);
  const nowMs = Date.now();
  const emails = await readMemberEmails();
  async function* pieces() {
    yield dashboardCsvHead;
    let cursor: string | undefined;
    do {
      const page = await readDashboardEvents(view, { limit: pageEntries, cursor, nowMs });
      yield dashboardCsvLines(page.items, emails);
      cursor = page.cursor ?? undefined;
    } while (cursor !== undefined);
  }
  return csvResponse(fileName("dashboard-audit", nowMs), pieces());
}

const fileName = (log: string, nowMs: number) =>
  `${log}-${new Date(nowMs).toISOString().slice(0, 10)}.csv`;
