import { CircleAlert } from "lucide-react";
import type { ReactNode } from "react";
import { Wait } from "@/components/shared/wait";
import { Badge } from "@/components/ui/badge";
import { Button } from "@/components/ui/button";
import { waitText } from "@/lib/format/format";
import type { CallFailure } from "./call-failure";
import { nextStep } from "./next-step";

export interface AnswerFailureProps {
  failure: CallFailure;
  slug: string;
  /** Some of the answer came. */
  hasText: boolean;
  /** Absent while another call is under way. */
  onRetry: (() => void) | undefined;
}

/** What the API sent, word for word but for its seconds, and what to do about it. */
export function AnswerFailure({ failure, slug, hasText, onRetry }: AnswerFailureProps) {
  return (
    <div
      role="alert"
      className="flex gap-2.5 rounded-lg border border-danger/30 bg-danger-soft/60 p-3"
    >
      <CircleAlert aria-hidden className="mt-0.5 size-4 shrink-0 text-danger" />
      <div className="min-w-0 space-y-1.5">
        <p className="flex flex-wrap items-center gap-2">
          {failure.from === "api" ? (
            <>
              <StatusBadge>{failure.status}</StatusBadge>
              {failure.code ? <code className="font-mono text-[13px]">{failure.code}</code> : null}
            </>
          ) : (
            <StatusBadge>
              {failure.from === "answer" ? "broke off" : "never got to the API"}
            </StatusBadge>
          )}
        </p>
        <p className="break-words">
          <WithWait text={failure.message} failure={failure} />
        </p>
        <p className="max-w-prose text-muted-foreground">
          <WithWait text={nextStep(failure, slug, hasText)} failure={failure} />
        </p>
        {onRetry ? (
          <Button size="sm" onClick={onRetry} className="mt-1">
            Send again
          </Button>
        ) : null}
      </div>
    </div>
  );
}

/** On the frame's red a badge's own red would not be seen as one. */
function StatusBadge({ children }: { children: ReactNode }) {
  return (
    <Badge tone="danger" className="border border-danger/30 bg-surface px-2 tabular-nums">
      {children}
    </Badge>
  );
}

/** The wait in one form wherever it stands, the exact seconds on hover. */
function WithWait({ text, failure }: { text: string; failure: CallFailure }) {
  if (failure.from !== "api" || failure.waitSeconds === null) return text;
  const { waitSeconds } = failure;
  const ms = waitSeconds * 1_000;
  for (const words of [`in ${waitSeconds} s`, `in ${waitText(ms)}`]) {
    const at = text.indexOf(words);
    if (at < 0) continue;
    return (
      <>
        {text.slice(0, at)}in <Wait ms={ms} />
        {text.slice(at + words.length)}
      </>
    );
  }
  return text;
}
