import { CompactNumber } from "@/components/ui/compact-number";
import { DataTable } from "@/components/ui/data-table/data-table";
import type { RequestEvent, RequestRecord } from "@/gateway/contracts/request";

export interface EventDetailsProps {
  event: RequestEvent;
  outcome: RequestRecord["outcome"];
}

/** What was billed. */
export function EventDetails({ event, outcome }: EventDetailsProps) {
  const { inputTokens, outputTokens, cachedInputTokens } = event.tokens;
  const lines = [
    { name: "Prompt", tokens: inputTokens },
    { name: "of it cached", tokens: cachedInputTokens },
    { name: "Completion", tokens: outputTokens },
    { name: "Prompt and completion", tokens: inputTokens + outputTokens },
  ];
  return (
    <section className="space-y-2">
      <h3 className="font-medium">Billed</h3>
      <div className="max-w-120">
        <DataTable
          label="Billed tokens"
          rows={lines}
          rowKey={({ name }) => name}
          columns={[
            {
              header: "Tokens",
              isRowHeader: true,
              cellClassName: ({ name }) => (name === "of it cached" ? "pl-7 font-normal" : ""),
              cell: ({ name }) => name,
            },
            {
              header: "Count",
              numeric: true,
              cell: ({ tokens }) => <CompactNumber value={tokens} unit="tokens" />,
            },
          ]}
        />
      </div>
      {event.estimated ? (
        <p className="max-w-prose text-muted-foreground">
          {outcome === "aborted"
            ? "The caller left before the end: the prompt and what had been sent are billed, as this gateway counted them."
            : "The upstream reported no token counts: this gateway counted the text."}
        </p>
      ) : null}
    </section>
  );
}
