import { FormError } from "@/components/forms/form-error";
import { CompactNumber } from "@/components/ui/compact-number";
import type { Column } from "@/components/ui/data-table/column";
import { DataTable } from "@/components/ui/data-table/data-table";
import { readTodayEvents, type TodayEvents } from "./read-today-events";

type ModelSums = TodayEvents["models"][number];

const tokens = (header: string, read: (sums: ModelSums) => number): Column<ModelSums> => ({
  header,
  numeric: true,
  cell: (sums) => <CompactNumber value={read(sums)} unit="tokens" />,
});

const columns: Column<ModelSums>[] = [
  {
    header: "Model",
    isRowHeader: true,
    cellClassName: "font-mono font-normal text-[13px]",
    cell: ({ slug }) => slug,
  },
  {
    header: "Requests",
    numeric: true,
    cell: ({ requests }) => <CompactNumber value={requests} unit="requests" />,
  },
  tokens("Input", ({ inputTokens }) => inputTokens),
  tokens("Cached", ({ cachedInputTokens }) => cachedInputTokens),
  tokens("Output", ({ outputTokens }) => outputTokens),
];

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
      <DataTable
        label="Billed today"
        columns={columns}
        rows={models}
        rowKey={({ slug }) => slug}
        rowProps={({ slug }) => ({ "aria-label": slug })}
        empty={null}
        stacked
      />
    </>
  );
}
