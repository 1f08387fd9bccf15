"use client";

import { MessagesSquare } from "lucide-react";
import { useRef, useState } from "react";
import { EmptyState } from "@/components/ui/empty-state";
import { isUnderWay } from "./answer";
import { relayRequest } from "./chat-request";
import { Composer } from "./composer";
import { type ChatSettings, noSettings, type Turn, toChatRequest } from "./conversation";
import { type FieldErrors, SettingsCard } from "./settings-card";
import { TurnView } from "./turn-view";
import { useConversation } from "./use-conversation";
import { useStayAtEnd } from "./use-stay-at-end";

export interface PlaygroundProps {
  /** null = the list could not be read. */
  slugs: string[] | null;
  /** Ends in /v1. */
  baseUrl: string;
  hasRequests: boolean;
  hasCharges: boolean;
}

export function Playground({ slugs, baseUrl, hasRequests, hasCharges }: PlaygroundProps) {
  const [settings, setSettings] = useState<ChatSettings>({
    ...noSettings,
    slug: (slugs?.length === 1 && slugs[0]) || "",
  });
  const [draft, setDraft] = useState("");
  const [errors, setErrors] = useState<FieldErrors>({});
  const keyField = useRef<HTMLInputElement>(null);
  const { turns, isBusy, send, stop, clear } = useConversation();
  const { listRef, goToEnd } = useStayAtEnd();

  const submit = (prompt: string, retried?: Turn) => {
    const before = retried ? turns.slice(0, turns.indexOf(retried)) : turns;
    const apiKey = keyField.current?.value;
    const input = relayRequest.safeParse({
      apiKey,
      request: toChatRequest(settings, before, prompt),
    });
    if (!input.success) {
      const problems = input.error.issues.map(({ path, message }) => [path.join("."), message]);
      // Of a field's mistakes, the first.
      setErrors(Object.fromEntries(problems.toReversed()));
      if (problems.some(([path]) => path === "apiKey")) keyField.current?.focus();
      return;
    }
    setErrors({});
    if (!retried) setDraft("");
    goToEnd();
    send(input.data, prompt, retried);
  };

  return (
    <div className="grid gap-6 lg:grid-cols-[minmax(0,1fr)_20rem]">
      <SettingsCard
        settings={settings}
        onChange={(change) => {
          setSettings({ ...settings, ...change });
          setErrors({});
        }}
        slugs={slugs}
        keyField={keyField}
        onKeyChange={() => setErrors({})}
        errors={errors}
        baseUrl={baseUrl}
      />
      <section
        aria-label="Conversation"
        className="flex min-w-0 flex-col lg:min-h-[calc(100dvh-10.5rem)]"
      >
        {turns.length === 0 ? (
          <EmptyState
            icon={MessagesSquare}
            heading="h2"
            title="Call a model as your customer does"
            body={
              hasCharges
                ? "Pick a slug, enter a key of a group that may call it, and send a message. The answer streams in here, with its tokens, its headers and what it took from each limit."
                : "Pick a slug, enter a key of a group that may call it, and send a message. The answer streams in here, with its tokens and its headers."
            }
            className="mb-4 grow"
          />
        ) : (
          <ol ref={listRef} className="mb-6 space-y-6">
            {turns.map((turn, index) => (
              <TurnView
                key={turn.id}
                turn={turn}
                number={index + 1}
                hasRequests={hasRequests}
                hasCharges={hasCharges}
                onRetry={
                  index === turns.length - 1 && !isBusy
                    ? (failed) => submit(failed.prompt, failed)
                    : undefined
                }
              />
            ))}
          </ol>
        )}
        <p role="status" className="sr-only">
          {statusText(turns.at(-1))}
        </p>
        <Composer
          draft={draft}
          onDraftChange={setDraft}
          isBusy={isBusy}
          canClear={turns.length > 0}
          onSend={() => submit(draft)}
          onStop={stop}
          onClear={clear}
          next={toChatRequest(settings, turns, draft.trim() || (turns.at(-1)?.prompt ?? "Hello"))}
          baseUrl={baseUrl}
        />
      </section>
    </div>
  );
}

/** For those who can't see it stream: that it does, and when it is all there. */
function statusText(last: Turn | undefined): string {
  if (!last) return "";
  if (isUnderWay(last.answer)) return "Answering…";
  return last.answer.state === "done" ? "Answered." : "";
}
