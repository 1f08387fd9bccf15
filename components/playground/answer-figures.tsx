import type { ReactNode } from "react";
import { CompactNumber } from "@/components/ui/compact-number";
import { CopyableId } from "@/components/ui/copyable-id";
import { TextLink } from "@/components/ui/text-link";
import { exactNumber } from "@/lib/format/format";
import { routes } from "@/lib/url-state/routes";
import { type Answer, findRequestId } from "./answer";

export interface AnswerFiguresProps {
  answer: Answer;
  /** The server can look requests up. */
  hasRequests: boolean;
}

/** Tokens, times and the id of a call. */
export function AnswerFigures({ answer, hasRequests }: AnswerFiguresProps) {
  const { tokens, firstTokenMs, totalMs } = answer;
  const requestId = findRequestId(answer);
  const noTokens =
    answer.state === "stopped"
      ? "An answer's tokens come at its end, and this one was stopped"
      : "The answer did not tell its tokens";
  const counts = { Prompt: tokens?.prompt, Completion: tokens?.completion, Cached: tokens?.cached };
  const isRefused = answer.failure?.from === "api";
  return (
    <dl className="flex flex-wrap items-end gap-x-5 gap-y-2">
      {isRefused ? null : (
        <>
          {Object.entries(counts).map(([name, count]) => (
            <Figure key={name} name={name}>
              <CompactNumber value={count} unit="tokens" unknown={noTokens} />
            </Figure>
          ))}
          <Figure name="First token">
            <Duration ms={firstTokenMs} />
          </Figure>
        </>
      )}
      <Figure name="Total time">
        <Duration ms={totalMs} />
      </Figure>
      {requestId ? (
        <div className="min-w-0">
          <dt className="text-muted-foreground text-xs">Request</dt>
          <dd className="flex min-w-0 flex-wrap items-center gap-x-2">
            <CopyableId id={requestId} what="request id" className="h-5" />
            {hasRequests ? (
              <TextLink href={routes.request(requestId)}>Find this request</TextLink>
            ) : null}
          </dd>
        </div>
      ) : null}
    </dl>
  );
}

function Figure({ name, children }: { name: string; children: ReactNode }) {
  return (
    <div>
      <dt className="text-muted-foreground text-xs">{name}</dt>
      <dd className="font-mono text-[13px] tabular-nums">{children}</dd>
    </div>
  );
}

function Duration({ ms }: { ms: number | null }) {
  if (ms === null) return <CompactNumber value={null} unknown="Nothing came" />;
  return <span title={`${exactNumber(Math.round(ms))} ms`}>{durationText(ms)}</span>;
}

/** `84 ms`, `1.27 s`, `64.1 s`. */
function durationText(ms: number): string {
  if (ms < 1_000) return `${Math.round(ms)} ms`;
  return `${(ms / 1_000).toFixed(ms < 10_000 ? 2 : 1)} s`;
}
