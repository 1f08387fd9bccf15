"use client";

import { CircleCheck, RefreshCw } from "lucide-react";
import { type ReactNode, useState } from "react";
import { FormError } from "@/components/forms/form-error";
import { useAction } from "@/components/forms/use-action";
import { Badge } from "@/components/ui/badge";
import { Button } from "@/components/ui/button";
import { CopyableId } from "@/components/ui/copyable-id";
import { RelativeTime } from "@/components/ui/relative-time";
import type { ApiKey } from "@/gateway/contracts/key";
import { endRotationAction } from "./actions";
import { type Rotation, type RotationStage, rotationStage } from "./rotation";

export interface RotationCardProps {
  groupId: string;
  rotation: Rotation;
  canEdit: boolean;
  onRevoke(oldKey: ApiKey): void;
  /** Nobody follows it any more; both keys stay as they are. */
  onEnded(): void;
}

const stages: Record<
  RotationStage,
  { word: string; tone: "neutral" | "warn" | "ok"; text: string }
> = {
  waiting: {
    word: "waiting for the new key",
    tone: "neutral",
    text: "Hand the new key over. Nobody has called with it yet, so leave the old one working.",
  },
  both: {
    word: "both in use",
    tone: "warn",
    text: "The new key is in use, and the old one was within the last hour. Revoking it now would break what still holds it.",
  },
  young: {
    word: "old key not used yet",
    tone: "warn",
    text: "The new key is in use. Nobody has called with the old one, but it is less than an hour old itself: who holds it may be about to.",
  },
  quiet: {
    word: "old key quiet",
    tone: "ok",
    text: "The new key is in use and the old one has not been for an hour. Revoke it, unless something that runs less often may still hold it.",
  },
  untold: {
    word: "both work",
    tone: "neutral",
    text: "This server does not tell when keys are used: ask the customer whether the new one is in place before you revoke the old one.",
  },
};

/** An old key and the one that takes its place, until the old one is revoked. */
export function RotationCard({ groupId, rotation, canEdit, onRevoke, onEnded }: RotationCardProps) {
  const { oldKey, newKey, startedAt } = rotation;
  const firstUse = useFirstUse(newKey);
  const ending = useAction(endRotationAction, { onDone: onEnded });
  const stage = rotationStage(oldKey, newKey, Date.now());
  const { word, tone, text } = stages[stage];
  const end = () =>
    void ending.run({ groupId, oldPrefix: oldKey.prefix, newPrefix: newKey.prefix });
  return (
    <Card name={oldKey.name ? `Rotation of ${oldKey.name}` : "Rotation"}>
      <div className="flex flex-wrap items-center gap-x-2 gap-y-1">
        <RefreshCw aria-hidden className="size-4 shrink-0 text-muted-foreground" />
        <h3 className="wrap-anywhere min-w-0 font-medium">
          Rotating {oldKey.name ? `“${oldKey.name}”` : "a key"}
        </h3>
        <Badge tone={tone}>{word}</Badge>
        <span className="text-muted-foreground text-xs sm:ml-auto">
          Started <RelativeTime iso={startedAt} />
        </span>
      </div>
      <dl className="grid gap-x-8 gap-y-3 sm:grid-cols-2">
        <KeyUse what="New key" apiKey={newKey} first={firstUse} />
        <KeyUse what="Old key" apiKey={oldKey} first={null} />
      </dl>
      <FormError error={ending.error} />
      <div className="flex flex-wrap items-center justify-between gap-x-6 gap-y-3">
        <p role="status" className="min-w-56 max-w-prose flex-1 text-muted-foreground">
          {text}
        </p>
        {canEdit ? (
          <div className="flex flex-wrap gap-2">
            <Button
              variant={stage === "quiet" ? "danger" : "secondary"}
              onClick={() => onRevoke(oldKey)}
            >
              Revoke old key
            </Button>
            <Button variant="ghost" onClick={end} pending={ending.pending}>
              Stop following
            </Button>
          </div>
        ) : null}
      </div>
    </Card>
  );
}

/** Stands in its place once the old key is revoked, for who revoked it. */
export function RotationOver({ newKey, onClose }: { newKey: ApiKey; onClose(): void }) {
  return (
    <Card name="Rotation">
      <p role="status" className="flex items-start gap-2">
        <CircleCheck aria-hidden className="mt-0.5 size-4 shrink-0 text-ok" />
        <span className="wrap-anywhere min-w-0">
          Rotated: the old key is revoked and{" "}
          {newKey.name ? `“${newKey.name}”` : <code className="font-mono">{newKey.prefix}</code>}{" "}
          took its place.
        </span>
      </p>
      <Button size="sm" onClick={onClose}>
        Close
      </Button>
    </Card>
  );
}

function Card({ name, children }: { name: string; children: ReactNode }) {
  return (
    <section
      aria-label={name}
      className="space-y-3 rounded-lg border border-border-strong bg-surface p-4"
    >
      {children}
    </section>
  );
}

interface KeyUseProps {
  what: string;
  apiKey: ApiKey;
  /** When it was first used, where that was seen. */
  first: string | null;
}

function KeyUse({ what, apiKey, first }: KeyUseProps) {
  const { prefix, name, created_at: createdAt, last_used_at: lastUsedAt } = apiKey;
  return (
    <div className="min-w-0">
      <dt className="text-muted-foreground text-xs">{what}</dt>
      <dd className="mt-0.5 flex min-w-0 flex-wrap items-center gap-x-3">
        {name ? (
          <span className="max-w-full truncate font-medium" title={name}>
            {name}
          </span>
        ) : null}
        <CopyableId id={prefix} what={`${what.toLowerCase()}'s prefix`} />
      </dd>
      {createdAt === undefined ? null : (
        <dd className="mt-0.5">
          {lastUsedAt ? (
            <>
              {first ? (
                <>
                  First used <RelativeTime iso={first} />, last{" "}
                </>
              ) : (
                "Last used "
              )}
              <RelativeTime iso={lastUsedAt} />
            </>
          ) : (
            <span className="text-muted-foreground">Not used yet</span>
          )}
        </dd>
      )}
    </div>
  );
}

/** The server keeps the last use only: the first is known where the key was seen unused before. */
function useFirstUse({ last_used_at: lastUsedAt }: ApiKey): string | null {
  const [wasUnused, setWasUnused] = useState(false);
  const [first, setFirst] = useState<string | null>(null);
  if (!lastUsedAt && !wasUnused) setWasUnused(true);
  if (lastUsedAt && wasUnused && first === null) setFirst(lastUsedAt);
  return first;
}
