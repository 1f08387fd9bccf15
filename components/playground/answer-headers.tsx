import { DataTable } from "@/components/ui/data-table/data-table";
import { headerLines } from "./header-meaning";

/** Every header of the API's answer, the rate limits' and the id explained. */
export function AnswerHeaders({ headers }: { headers: Record<string, string> }) {
  return (
    <DataTable
      label="Response headers"
      stacked
      className="table-fixed"
      rows={headerLines(headers)}
      rowKey={({ name }) => name}
      columns={[
        {
          header: "Header",
          isRowHeader: true,
          headClassName: "w-[31%]",
          cellClassName: "truncate font-mono font-normal text-[13px]",
          title: ({ name }) => name,
          cell: ({ name }) => name,
        },
        {
          header: "Value",
          headClassName: "w-[36%]",
          cellClassName: "break-words font-mono text-[13px]",
          cell: ({ value }) => value,
        },
        {
          header: "Meaning",
          label: ({ meaning }) => (meaning ? "Meaning" : ""),
          className: "text-muted-foreground max-sm:empty:hidden",
          cell: ({ meaning }) => meaning,
        },
      ]}
    />
  );
}
