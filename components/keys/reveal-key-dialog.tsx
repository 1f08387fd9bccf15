"use client";

import { Eye, EyeOff, KeyRound } from "lucide-react";
import { type ClipboardEvent, useEffect, useRef, useState } from "react";
import { Button } from "@/components/ui/button";
import { Checkbox } from "@/components/ui/checkbox";
import { CopyButton } from "@/components/ui/copy-button";
import {
  Dialog,
  DialogContent,
  DialogDescription,
  DialogFooter,
  DialogTitle,
} from "@/components/ui/dialog";
import { Label } from "@/components/ui/label";
import { Textarea } from "@/components/ui/textarea";
import { WholeValue } from "@/components/ui/whole-value";
import type { MintedKey } from "@/gateway/contracts/key";
import { useLeaveGuard } from "@/lib/use-leave-guard";
import { keySnippets, maskedKey } from "./snippets";

export interface RevealKeyDialogProps {
  /** Lives in the opener's state alone, which drops it in onClose. */
  minted: MintedKey;
  baseUrl: string;
  /** A slug that the key may call, for the snippets. */
  slug: string;
  onClose(): void;
}

/**
 * Shows a new key once. Can't be dismissed before it was copied, or said to be saved; "Copied" only
 * after the clipboard took it; where it refuses (plain http), a field to select from.
 */
export function RevealKeyDialog({ minted, baseUrl, slug, onClose }: RevealKeyDialogProps) {
  const [isShown, setShown] = useState(false);
  const [isCopied, setCopied] = useState(false);
  const [isTicked, setTicked] = useState(false);
  const [refused, setRefused] = useState<{ name: string; text: string } | null>(null);
  const [wasTried, setTried] = useState(false);
  const keyField = useRef<HTMLTextAreaElement>(null);
  const canClose = isCopied || isTicked;
  useLeaveGuard(!canClose, () => setTried(true));

  const keepOpen = (event: { preventDefault(): void }) => {
    if (canClose) return;
    event.preventDefault();
    setTried(true);
  };
  // Refused: the key is shown and selected in its own field, a snippet in one below it.
  const onRefused = (name: string, text: string) => {
    setShown(true);
    setRefused({ name, text });
  };
  useEffect(() => {
    if (refused?.text !== minted.api_key) return;
    keyField.current?.focus();
    keyField.current?.select();
  }, [refused, minted.api_key]);
  /** Copied by hand from a field: counts when all of the key was in it. */
  const onManualCopy = (event: ClipboardEvent<HTMLTextAreaElement>) => {
    const { value, selectionStart, selectionEnd } = event.currentTarget;
    const selected = value.slice(selectionStart ?? 0, selectionEnd ?? 0);
    if (selected.includes(minted.api_key)) setCopied(true);
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
        <DialogTitle className="flex items-center gap-2">
          <KeyRound aria-hidden className="size-5 text-muted-foreground" />
          Save this key now
        </DialogTitle>
        <DialogDescription>
          {minted.name ? `“${minted.name}” is shown this once.` : "It is shown this once."} We keep
          only a hash of it: nobody can show it again.
        </DialogDescription>
        <div className="space-y-1.5">
          <Label htmlFor="api-key">API key</Label>
          <div className="flex flex-wrap gap-2 sm:flex-nowrap">
            <WholeValue
              ref={keyField}
              id="api-key"
              value={isShown ? minted.api_key : maskedKey(minted.api_key, minted.prefix)}
              onFocus={(event) => event.currentTarget.select()}
              onCopy={onManualCopy}
            />
            <Button onClick={() => setShown(!isShown)}>
              {isShown ? <EyeOff aria-hidden /> : <Eye aria-hidden />}
              {isShown ? "Hide" : "Show"}
            </Button>
            <CopyButton
              variant="primary"
              value={minted.api_key}
              onCopied={() => setCopied(true)}
              onRefused={() => onRefused("key", minted.api_key)}
              autoFocus
            />
          </div>
        </div>
        <p role="status" className="text-warn text-xs empty:hidden">
          {refused
            ? `The browser refused the clipboard: the ${refused.name} is selected, press Ctrl+C or ⌘C.`
            : wasTried && !canClose
              ? "Copy the key, or tick that you have saved it: it can't be shown again."
              : ""}
        </p>
        {refused && refused.text !== minted.api_key ? (
          <ManualCopy {...refused} onCopy={onManualCopy} />
        ) : null}
        <fieldset aria-label="Ready to paste" className="flex flex-wrap items-center gap-2">
          <span className="mr-1 text-muted-foreground text-xs">Ready to paste:</span>
          {keySnippets({ apiKey: minted.api_key, baseUrl, slug }).map(({ name, text }) => (
            <CopyButton
              key={name}
              size="sm"
              label={name}
              value={text}
              onCopied={() => setCopied(true)}
              onRefused={() => onRefused(name, text)}
            />
          ))}
        </fieldset>
        <DialogFooter className="justify-between border-border border-t pt-4">
          <label htmlFor="key-is-saved" className="flex cursor-pointer items-center gap-2">
            <Checkbox
              id="key-is-saved"
              checked={isTicked}
              onChange={(event) => setTicked(event.target.checked)}
            />
            I have saved this key
          </label>
          <Button disabled={!canClose} onClick={onClose}>
            Done
          </Button>
        </DialogFooter>
      </DialogContent>
    </Dialog>
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
