"use client";

import { OneTimeReveal } from "@/components/ui/one-time-reveal";
import type { MintedKey } from "@/gateway/contracts/key";
import { keySnippets, maskedKey } from "./snippets";

export interface RevealKeyDialogProps {
  /** Lives in the opener's state alone, which drops it in onClose. */
  minted: MintedKey;
  baseUrl: string;
  /** A slug that the key may call, for the snippets. */
  slug: string;
  onClose(): void;
}

/** Shows a new key once: see OneTimeReveal. */
export function RevealKeyDialog({ minted, baseUrl, slug, onClose }: RevealKeyDialogProps) {
  return (
    <OneTimeReveal
      noun="key"
      label="API key"
      description={
        <>
          {minted.name ? `“${minted.name}” is shown this once.` : "It is shown this once."} We keep
          only a hash of it: nobody can show it again.
        </>
      }
      secret={minted.api_key}
      masked={maskedKey(minted.api_key, minted.prefix)}
      snippets={keySnippets({ apiKey: minted.api_key, baseUrl, slug })}
      onClose={onClose}
    />
  );
}
