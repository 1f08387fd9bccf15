import { FormError } from "@/components/forms/form-error";
import { CompactNumber } from "@/components/ui/compact-number";
import { Table, TBody, TD, TH, THead, TR } from "@/components/ui/table";
import { readTodayEvents, type TodayEvents } from "./read-today-events";

/** The day's billing events of a group: where the server keeps no usage over time. */
export async function TodayFromEvents({ externalEntityId }: { externalEntityId: string }) {
  const read = await readTodayEvents(externalEntityId, Date.now());
  return (
    <section className="space-y-2">
      <h2 className="font-medium">Billed today</h2>
      {read.ok ? <Billed {...read.data} /> : <FormError error={read.error} />}
    </section>
  );
}

function Billed({ models, isWhole }: TodayEvents) {
  return (
    <>
      <p className="max-w-prose text-muted-foreground">
        {models.length === 0
          ? "Nothing was billed to this group since midnight UTC."
          : isWhole
            ? "This group's own calls since midnight UTC, from its billing events."
            : "This group's first 5,000 calls since midnight UTC, from its billing events: the day has more."}
      </p>
      {models.length === 0 ? null : (
        <Table aria-label="Billed today" stacked>
          <THead>
            <TR>
              <TH>Model</TH>
              <TH numeric>Requests</TH>
              <TH numeric>Input</TH>
              <TH numeric>Cached</TH>
              <TH numeric>Output</TH>
            </TR>
          </THead>
          <TBody>
            {models.map((sums) => (
              <TR key={sums.slug} aria-label={sums.slug}>
                <TH scope="row" className="font-mono font-normal text-[13px]">
                  {sums.slug}
                </TH>
                <TD numeric label="Requests">
                  <CompactNumber value={sums.requests} unit="requests" />
                </TD>
                <TD numeric label="Input">
                  <CompactNumber value={sums.inputTokens} unit="tokens" />
                </TD>
                <TD numeric label="Cached">
                  <CompactNumber value={sums.cachedInputTokens} unit="tokens" />
                </TD>
                <TD numeric label="Output">
                  <CompactNumber value={sums.outputTokens} unit="tokens" />
                </TD>
              </TR>
            ))}
          </TBody>
        </Table>
      )}
    </>
  );
}
