import { eventLines } from "@/lib/audit/event-lines";

/** An audit entry in lines: `field  before → after`, or `field  value`. */
export function EventDetails({ data }: { data: Record<string, unknown> }) {
  return (
    <dl className="grid gap-x-4 gap-y-0.5 text-xs leading-5 sm:grid-cols-[max-content_1fr]">
      {eventLines(data).map(({ name, before, after }) => (
        <div key={name} className="contents">
          <dt className="text-muted-foreground">{name}</dt>
          <dd className="break-all font-mono max-sm:pb-1.5">
            {before === undefined ? null : (
              <>
                <span className="text-muted-foreground">{before ?? "not set"}</span>
                <span className="sr-only"> becomes </span>
                <span aria-hidden> → </span>
              </>
            )}
            {after ?? "not set"}
          </dd>
        </div>
      ))}
    </dl>
  );
}
