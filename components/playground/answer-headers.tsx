import { Table, TBody, TD, TH, THead, TR } from "@/components/ui/table";
import { headerLines } from "./header-meaning";

/** Every header of the API's answer, the rate limits' and the id explained. */
export function AnswerHeaders({ headers }: { headers: Record<string, string> }) {
  return (
    <Table aria-label="Response headers" stacked className="table-fixed">
      <THead>
        <TR>
          <TH className="w-[31%]">Header</TH>
          <TH className="w-[36%]">Value</TH>
          <TH>Meaning</TH>
        </TR>
      </THead>
      <TBody>
        {headerLines(headers).map(({ name, value, meaning }) => (
          <TR key={name}>
            <TH scope="row" className="truncate font-mono font-normal text-[13px]" title={name}>
              {name}
            </TH>
            <TD label="Value" className="break-words font-mono text-[13px]">
              {value}
            </TD>
            <TD
              {...(meaning ? { label: "Meaning" } : {})}
              className="text-muted-foreground max-sm:empty:hidden"
            >
              {meaning}
            </TD>
          </TR>
        ))}
      </TBody>
    </Table>
  );
}
