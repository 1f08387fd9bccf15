import { CircleCheck, CircleX } from "lucide-react";
import type { WebhookAttempt } from "@/gateway/contracts/webhook";
import { exactNumber, exactUtc } from "@/lib/format/format";
import { lastAnswer } from "./delivery-words";

export interface AttemptListProps {
  /** Oldest first, as the server has them. */
  attempts: WebhookAttempt[];
  /** Older ones may not be among them. */
  total: number;
}

/** Newest first, each with what the receiver answered. */
export function AttemptList({ attempts, total }: AttemptListProps) {
  return (
    <section aria-labelledby="attempts">
      <h3 id="attempts" className="mb-2 font-medium">
        Attempts
      </h3>
      {attempts.length === 0 ? (
        <p className="text-muted-foreground">Not tried yet.</p>
      ) : (
        <ol
          reversed
          className="divide-y divide-border overflow-hidden rounded-lg border border-border"
        >
          {attempts.toReversed().map((attempt, index, newestFirst) => (
            <Attempt
              key={attempt.number}
              attempt={attempt}
              isRepeat={attempt.response_body === newestFirst[index - 1]?.response_body}
            />
          ))}
        </ol>
      )}
      {total > attempts.length && attempts.length > 0 ? (
        <p className="mt-1.5 text-muted-foreground text-xs">
          The newest {exactNumber(attempts.length)} of {exactNumber(total)}.
        </p>
      ) : null}
    </section>
  );
}

interface AttemptProps {
  attempt: WebhookAttempt;
  /** The answer's body is that of the attempt above. */
  isRepeat: boolean;
}

function Attempt({ attempt, isRepeat }: AttemptProps) {
  const { number, error, status, response_body: response } = attempt;
  const Icon = error === null ? CircleCheck : CircleX;
  return (
    <li className="px-3 py-2">
      <p className="flex flex-wrap items-center gap-x-3 gap-y-0.5">
        <span className="flex min-w-0 items-center gap-1.5">
          <Icon
            aria-hidden
            className={`size-4 shrink-0 ${error === null ? "text-ok" : "text-danger"}`}
          />
          <span className="min-w-0 break-words">
            <span className="sr-only">Attempt {number}: </span>
            {lastAnswer({ last_error: error, last_status: status }) ?? "no answer"}
          </span>
        </span>
        <span className="ml-auto whitespace-nowrap text-muted-foreground text-xs">
          <span aria-hidden>#{number} · </span>
          {exactNumber(attempt.latency_ms)} ms ·{" "}
          <time dateTime={attempt.started_at}>{exactUtc(attempt.started_at)}</time>
        </span>
      </p>
      {response && isRepeat ? (
        <p className="mt-0.5 pl-5.5 text-muted-foreground text-xs">The same text as above</p>
      ) : response ? (
        <pre className="mt-1.5 whitespace-pre-wrap break-all rounded-md bg-muted px-2 py-1.5 font-mono text-xs">
          {response}
        </pre>
      ) : null}
    </li>
  );
}
