import { memo } from "react";
import { Badge } from "@/components/ui/badge";
import { cn } from "@/lib/format/class-names";
import { type Answer, findRequestId, isUnderWay } from "./answer";
import { AnswerCharges } from "./answer-charges";
import { AnswerFailure } from "./answer-failure";
import { AnswerFigures } from "./answer-figures";
import { AnswerHeaders } from "./answer-headers";
import type { Turn } from "./conversation";
import { Section } from "./section";

export interface TurnViewProps {
  turn: Turn;
  number: number;
  hasRequests: boolean;
  hasCharges: boolean;
  onRetry: ((turn: Turn) => void) | undefined;
}

/** A message, its answer, and what the call was like. */
export const TurnView = memo(function TurnView(props: TurnViewProps) {
  const { turn, number, hasRequests, hasCharges, onRetry } = props;
  const { prompt, answer, request } = turn;
  return (
    <li className="space-y-3">
      <p className="ml-auto w-fit max-w-[85%] whitespace-pre-wrap break-words rounded-lg bg-muted px-3 py-2">
        <span className="sr-only">You: </span>
        {prompt}
      </p>
      <article
        aria-label={`Answer ${number}`}
        aria-busy={isUnderWay(answer)}
        className="rounded-lg border border-border bg-surface"
      >
        <div className="space-y-3 p-4">
          <p className="flex flex-wrap items-center gap-2">
            <span className="break-all font-mono text-muted-foreground text-xs">
              {request.model}
            </span>
            <Ending answer={answer} />
          </p>
          {answer.reasoning ? (
            <Section title="Reasoning" startsOpen={false}>
              <p className="whitespace-pre-wrap break-words text-muted-foreground">
                {answer.reasoning}
              </p>
            </Section>
          ) : null}
          <Words answer={answer} />
          {answer.failure ? (
            <AnswerFailure
              failure={answer.failure}
              slug={request.model}
              hasText={answer.text !== ""}
              onRetry={onRetry ? () => onRetry(turn) : undefined}
            />
          ) : null}
        </div>
        {isUnderWay(answer) ? null : (
          <Call answer={answer} hasRequests={hasRequests} hasCharges={hasCharges} />
        )}
      </article>
    </li>
  );
});

function Words({ answer }: { answer: Answer }) {
  if (answer.text === "" && isUnderWay(answer)) {
    return <p className="text-muted-foreground">Waiting for the first token…</p>;
  }
  if (answer.text === "" && answer.state !== "failed") {
    return (
      <p className="text-muted-foreground">
        {answer.state === "stopped" ? "Stopped before the answer began." : "The answer is empty."}
      </p>
    );
  }
  if (answer.text === "") return null;
  return (
    <p
      className={cn(
        "whitespace-pre-wrap break-words",
        isUnderWay(answer) &&
          "after:ml-0.5 after:inline-block after:h-4 after:w-1.5 after:translate-y-0.5 after:animate-pulse after:bg-muted-foreground after:content-['']",
      )}
    >
      {answer.text}
    </p>
  );
}

function Ending({ answer: { state, finishReason } }: { answer: Answer }) {
  if (state === "stopped") return <Badge tone="warn">stopped</Badge>;
  if (state !== "done" || finishReason === "stop") return null;
  return (
    <Badge tone="warn" title={`finish_reason: ${finishReason}`}>
      {finishReason === "length" ? "cut at max tokens" : finishReason}
    </Badge>
  );
}

interface CallProps extends Pick<TurnViewProps, "hasRequests" | "hasCharges"> {
  answer: Answer;
}

/** Statuses of calls that were admitted, or refused by a limit; others touch none. */
const meteredStatuses = new Set([200, 429, 502, 504]);

function Call({ answer, hasRequests, hasCharges }: CallProps) {
  const { head } = answer;
  const requestId = findRequestId(answer);
  if (!head) return null;
  return (
    <div className="space-y-2 border-border border-t px-4 py-3">
      <AnswerFigures
        answer={answer}
        hasRequests={hasRequests && meteredStatuses.has(head.status)}
      />
      {hasCharges && requestId && meteredStatuses.has(head.status) ? (
        <Section title="What it charged" startsOpen>
          <AnswerCharges requestId={requestId} />
        </Section>
      ) : null}
      <Section title="Response headers">
        <AnswerHeaders headers={head.headers} />
      </Section>
    </div>
  );
}
