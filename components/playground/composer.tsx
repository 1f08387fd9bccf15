"use client";

import { ArrowUp, Square } from "lucide-react";
import type { KeyboardEvent } from "react";
import { Field } from "@/components/forms/field";
import { Button } from "@/components/ui/button";
import { CopyButton } from "@/components/ui/copy-button";
import { Textarea } from "@/components/ui/textarea";
import { toCurl } from "@/lib/gateway/curl";
import { type ChatRequest, gatewayBody } from "./chat-request";

export interface ComposerProps {
  draft: string;
  onDraftChange(draft: string): void;
  isBusy: boolean;
  canClear: boolean;
  onSend(): void;
  onStop(): void;
  onClear(): void;
  /** What Send would send. */
  next: ChatRequest;
  baseUrl: string;
}

export function Composer(props: ComposerProps) {
  const { draft, onDraftChange, isBusy, canClear, onSend, onStop, onClear, next, baseUrl } = props;
  const send = () => {
    if (!isBusy && draft.trim() !== "") onSend();
  };
  const onKeyDown = (event: KeyboardEvent) => {
    if (event.key !== "Enter" || event.shiftKey || event.nativeEvent.isComposing) return;
    event.preventDefault();
    send();
  };
  return (
    <form
      onSubmit={(event) => {
        event.preventDefault();
        send();
      }}
      className="sticky bottom-0 z-20 mt-auto bg-background pt-2 pb-4"
    >
      <div className="rounded-lg border border-border-strong bg-surface p-2 focus-within:border-ring">
        <Field label="Message" hideLabel>
          <Textarea
            rows={2}
            value={draft}
            onChange={(event) => onDraftChange(event.target.value)}
            onKeyDown={onKeyDown}
            placeholder="Write a message. Enter sends it, Shift+Enter adds a line."
            className="field-sizing-content max-h-60 min-h-14 resize-none border-0 bg-transparent px-2 focus-visible:outline-none"
          />
        </Field>
        <div className="mt-1 flex items-center gap-1.5">
          <CopyButton
            variant="ghost"
            size="sm"
            label="Copy as curl"
            isShortOnPhone
            value={toCurl(
              { method: "POST", path: "/chat/completions" },
              { body: gatewayBody(next) },
              { origin: baseUrl, keyVariable: "API_KEY" },
            )}
          />
          <Button variant="ghost" size="sm" disabled={!canClear} onClick={onClear}>
            Clear
          </Button>
          {isBusy ? (
            <Button className="ml-auto" onClick={onStop}>
              <Square aria-hidden className="fill-current" /> Stop
            </Button>
          ) : (
            <Button
              type="submit"
              variant="primary"
              className="ml-auto"
              disabled={draft.trim() === ""}
            >
              <ArrowUp aria-hidden /> Send
            </Button>
          )}
        </div>
      </div>
    </form>
  );
}
