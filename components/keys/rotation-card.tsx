"use client";

import { CircleCheck, RefreshCw } from "lucide-react";
import { type ReactNode, useState } from "react";
import { Badge } from "@/components/ui/badge";
import { Button } from "@/components/ui/button";
import { CopyableId } from "@/components/ui/copyable-id";
import { FormError } from "@/components/ui/form-error";
import { RelativeTime } from "@/components/ui/relative-time";
import { Skeleton } from "@/components/ui/skeleton";
import type { ApiKey } from "@/gateway/contracts/key";
import { actionErrorOf } from "@/lib/unwrap";
import { type Rotation, type RotationStage, rotationStage } from "./rotation";
import { isGone, useRotatedKey } from "./use-rotation";

export interface RotationCardProps {
  groupId: string;
  rotation: Rotation;
  canEdit: boolean;
  onRevoke(oldKey: ApiKey): void;
  /** Stops following it; both keys stay as they are. */
  onEnd(): void;
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
export function RotationCard({ groupId, rotation, canEdit, onRevoke, onEnd }: RotationCardProps) {
  const oldKey = useRotatedKey(groupId, rotation.oldPrefix);
  const newKey = useRotatedKey(groupId, rotation.newPrefix);
  const firstUse = useFirstUse(newKey.data);
  if (isGone(oldKey.error) || isGone(newKey.error)) {
    return <Over isRotated={newKey.error === null} onEnd={onEnd} />;
  }
  const error = oldKey.error ?? newKey.error;
  const stage =
    oldKey.data && newKey.data ? rotationStage(oldKey.data, newKey.data, Date.now()) : null;
  const { word, tone, text } = stages[stage ?? "waiting"];
  return (
    <Card>
      <div className="flex flex-wrap items-center gap-2">
        <RefreshCw aria-hidden className="size-4 text-muted-foreground" />
        <h3 className="font-medium">
          Rotating {oldKey.data?.name ? `“${oldKey.data.name}”` : "a key"}
        </h3>
        {stage ? <Badge tone={tone}>{word}</Badge> : null}
      </div>
      <dl className="grid gap-x-8 gap-y-3 sm:grid-cols-2">
        <KeyUse name="New key" prefix={rotation.newPrefix} apiKey={newKey.data} first={firstUse} />
        <KeyUse name="Old key" prefix={rotation.oldPrefix} apiKey={oldKey.data} first={null} />
      </dl>
      <p role="status" className="min-h-5 max-w-prose text-muted-foreground">
        {stage ? text : null}
      </p>
      {error ? <FormError error={actionErrorOf(error)} /> : null}
      <div className="flex flex-wrap gap-2">
        {canEdit ? (
          <Button
            variant={stage === "quiet" ? "danger" : "secondary"}
            disabled={!oldKey.data}
            onClick={() => oldKey.data && onRevoke(oldKey.data)}
          >
            Revoke old key
          </Button>
        ) : null}
        <Button variant="ghost" onClick={onEnd}>
          Stop following
        </Button>
      </div>
    </Card>
  );
}

function Card({ children }: { children: ReactNode }) {
  return (
    <section
      aria-label="Rotation"
      className="space-y-3 rounded-lg border border-border-strong bg-surface p-4"
    >
      {children}
    </section>
  );
}

function Over({ isRotated, onEnd }: { isRotated: boolean; onEnd(): void }) {
  return (
    <Card>
      <p role="status" className="flex items-center gap-2">
        <CircleCheck aria-hidden className="size-4 shrink-0 text-ok" />
        {isRotated
          ? "Rotated: the old key is revoked and the new one took its place."
          : "One of the two keys is not there any more, so there is nothing left to rotate."}
      </p>
      <Button size="sm" onClick={onEnd}>
        Close
      </Button>
    </Card>
  );
}

interface KeyUseProps {
  name: string;
  prefix: string;
  /** undefined = not read yet. */
  apiKey: ApiKey | undefined;
  /** When it was first used, where that was seen. */
  first: string | null;
}

function KeyUse({ name, prefix, apiKey, first }: KeyUseProps) {
  return (
    <div className="min-w-0">
      <dt className="text-muted-foreground text-xs">{name}</dt>
      <dd className="mt-0.5">
        <CopyableId id={prefix} what={`${name.toLowerCase()}'s prefix`} />
      </dd>
      <dd className="h-5">
        {apiKey === undefined ? (
          <Skeleton className="mt-1 h-3 w-32" />
        ) : apiKey.created_at === undefined ? null : apiKey.last_used_at ? (
          <>
            {first ? (
              <>
                First used <RelativeTime iso={first} />, last{" "}
              </>
            ) : (
              "Last used "
            )}
            <RelativeTime iso={apiKey.last_used_at} />
          </>
        ) : (
          <span className="text-muted-foreground">Not used yet</span>
        )}
      </dd>
    </div>
  );
}

/** The server keeps the last use only: the first is known where the key was seen unused before. */
function useFirstUse(key: ApiKey | undefined): string | null {
  const [wasUnused, setWasUnused] = useState(false);
  const [first, setFirst] = useState<string | null>(null);
  if (key && !key.last_used_at && !wasUnused) setWasUnused(true);
  if (key?.last_used_at && wasUnused && first === null) setFirst(key.last_used_at);
  return first;
}
