"use client";

import { Eye, EyeOff, KeyRound } from "lucide-react";
import { type ClipboardEvent, type ReactNode, useEffect, useRef, useState } from "react";
import { useLeaveGuard } from "@/lib/use-leave-guard";
import { Button } from "./button";
import { Checkbox } from "./checkbox";
import { CopyButton } from "./copy-button";
import { Dialog, DialogContent, DialogDescription, DialogFooter, DialogTitle } from "./dialog";
import { Label } from "./label";
import { Textarea } from "./textarea";
import { WholeValue } from "./whole-value";

export interface OneTimeRevealProps {
  /** What it is in a sentence: "key". */
  noun: string;
  description: ReactNode;
  /** Names the field. */
  label: string;
  /** Lives in the opener's state alone, which drops it in onClose. */
  secret: string;
  /** Shown in its place until the person asks for it; absent = there is nobody to hide it from. */
  masked?: string;
  /** Ready to paste, each with the secret in it. */
  snippets?: { name: string; text: string }[];
  onClose(): void;
}

/**
 * Shows a new secret once. Can't be dismissed before it was copied, or said to be saved; "Copied"
 * only after the clipboard took it; where it refuses (plain http), a field to select from.
 */
export function OneTimeReveal({
  noun,
  description,
  label,
  secret,
  masked,
  snippets = [],
  onClose,
}: OneTimeRevealProps) {
  const [isShown, setShown] = useState(masked === undefined);
  const [isCopied, setCopied] = useState(false);
  const [isTicked, setTicked] = useState(false);
  const [refused, setRefused] = useState<{ name: string; text: string } | null>(null);
  const [wasTried, setTried] = useState(false);
  const field = useRef<HTMLTextAreaElement>(null);
  // Two controls of one name could not be told apart.
  const saved = label.toLowerCase() === noun ? "it" : `this ${noun}`;
  const canClose = isCopied || isTicked;
  useLeaveGuard(!canClose, () => setTried(true));

  const keepOpen = (event: { preventDefault(): void }) => {
    if (canClose) return;
    event.preventDefault();
    setTried(true);
  };
  // Refused: the secret is shown and selected in its own field, a snippet in one below it.
  const onRefused = (name: string, text: string) => {
    setShown(true);
    setRefused({ name, text });
  };
  useEffect(() => {
    if (refused?.text !== secret) return;
    field.current?.focus();
    field.current?.select();
  }, [refused, secret]);
  /** Copied by hand from a field: counts when all of the secret was in it. */
  const onManualCopy = (event: ClipboardEvent<HTMLTextAreaElement>) => {
    const { value, selectionStart, selectionEnd } = event.currentTarget;
    const selected = value.slice(selectionStart ?? 0, selectionEnd ?? 0);
    if (selected.includes(secret)) setCopied(true);
  };

  return (
    <Dialog open onOpenChange={(open) => (open || !canClose ? undefined : onClose())}>
      <DialogContent
        closable={false}
        size="lg"
        onEscapeKeyDown={keepOpen}
        onPointerDownOutside={keepOpen}
        onInteractOutside={keepOpen}
      >
        <DialogTitle>
          <span className="flex items-center gap-2">
            <KeyRound aria-hidden className="size-5 flex-none text-muted-foreground" />
            Save this {noun} now
          </span>
        </DialogTitle>
        <DialogDescription>{description}</DialogDescription>
        <div className="space-y-1.5">
          <Label htmlFor="one-time-secret">{label}</Label>
          <div className="flex flex-wrap gap-2 sm:flex-nowrap">
            <WholeValue
              ref={field}
              id="one-time-secret"
              value={isShown ? secret : (masked ?? "")}
              onFocus={(event) => event.currentTarget.select()}
              onCopy={onManualCopy}
            />
            {masked === undefined ? null : (
              <Button onClick={() => setShown(!isShown)}>
                {isShown ? <EyeOff aria-hidden /> : <Eye aria-hidden />}
                {isShown ? "Hide" : "Show"}
              </Button>
            )}
            <CopyButton
              variant="primary"
              value={secret}
              onCopied={() => setCopied(true)}
              onRefused={() => onRefused(noun, secret)}
              autoFocus
            />
          </div>
        </div>
        <p role="status" className="text-warn text-xs empty:hidden">
          {refused
            ? `The browser refused the clipboard: the ${refused.name} is selected, press Ctrl+C or ⌘C.`
            : wasTried && !canClose
              ? `Copy the ${noun}, or tick that you have saved it: it can't be shown again.`
              : ""}
        </p>
        {refused && refused.text !== secret ? (
          <ManualCopy {...refused} onCopy={onManualCopy} />
        ) : null}
        <ReadyToPaste snippets={snippets} onCopied={() => setCopied(true)} onRefused={onRefused} />
        <DialogFooter className="justify-between border-border border-t pt-4">
          <label htmlFor="secret-is-saved" className="flex cursor-pointer items-center gap-2">
            <Checkbox
              id="secret-is-saved"
              checked={isTicked}
              onChange={(event) => setTicked(event.target.checked)}
            />
            I have saved {saved}
          </label>
          <Button disabled={!canClose} onClick={onClose}>
            Done
          </Button>
        </DialogFooter>
      </DialogContent>
    </Dialog>
  );
}

interface ReadyToPasteProps {
  snippets: { name: string; text: string }[];
  onCopied(): void;
  onRefused(name: string, text: string): void;
}

function ReadyToPaste({ snippets, onCopied, onRefused }: ReadyToPasteProps) {
  if (snippets.length === 0) return null;
  return (
    <fieldset aria-label="Ready to paste" className="flex flex-wrap items-center gap-2">
      <span className="mr-1 text-muted-foreground text-xs">Ready to paste:</span>
      {snippets.map(({ name, text }) => (
        <CopyButton
          key={name}
          size="sm"
          label={name}
          value={text}
          onCopied={onCopied}
          onRefused={() => onRefused(name, text)}
        />
      ))}
    </fieldset>
  );
}

interface ManualCopyProps {
  name: string;
  text: string;
  onCopy(event: ClipboardEvent<HTMLTextAreaElement>): void;
}

function ManualCopy({ name, text, onCopy }: ManualCopyProps) {
  const field = useRef<HTMLTextAreaElement>(null);
  // biome-ignore lint/correctness/useExhaustiveDependencies: selected anew for each text
  useEffect(() => {
    field.current?.focus();
    field.current?.select();
  }, [text]);
  return (
    <Textarea
      ref={field}
      aria-label={name}
      readOnly
      value={text}
      rows={Math.min(text.split("\n").length, 8)}
      onCopy={onCopy}
      className="font-mono text-xs"
    />
  );
}
