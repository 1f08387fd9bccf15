"use client";

import { useQueryClient } from "@tanstack/react-query";
import { Gauge, Pencil, TriangleAlert } from "lucide-react";
import { useRouter } from "next/navigation";
import { useState, useTransition } from "react";
import { Button } from "@/components/ui/button";
import { EmptyState } from "@/components/ui/empty-state";
import { fetchAhead } from "@/components/ui/fetch-ahead";
import { toast } from "@/components/ui/toaster";
import { useFetched } from "@/components/ui/use-fetched";
import type { LimitEnforcement } from "@/gateway/contracts/group";
import type { DeclaredModel, EffectiveModel } from "@/gateway/contracts/limit";
import type { GroupUsage } from "@/gateway/contracts/usage";
import { modelsBySlug } from "@/gateway/limits/resolve-limits";
import type { LimitSource } from "@/lib/limits/limit-source";
import { limitRows, type UseSource } from "./limit-rows";
import { LimitsTable } from "./limits-table";
import type { LiveLimits } from "./live-limits";
import { HowToServe, UnservedSlug } from "./unserved-slug";
import { useLiveLimits } from "./use-live-limits";

const loadLimitsForm = () => import("../edit/limits-form").then((module) => module.LimitsForm);

export interface LimitsPanelProps {
  groupId: string;
  enforcement: LimitEnforcement;
  /** Root first, the group itself last. */
  path: LimitSource[];
  models: DeclaredModel[];
  effective: EffectiveModel[];
  /** `live`: the server tells its counters; else today's usage is all there is to show. */
  use: { live: LiveLimits | null } | { usage: GroupUsage["usage"] | null };
  knownSlugs: string[] | null;
  /** Of the models, those that no endpoint serves, as far as is known. */
  unserved: string[];
  canEdit: boolean;
  /** The member manages this group and may change what is below, but not what it was given itself. */
  isGiven: boolean;
  canCreateEndpoints: boolean;
  /** Of the workspace; empty = not known. */
  slugPrefixes: readonly string[];
}

const given =
  "The workspace gave this group its models and limits; you give them on to the groups below it.";

const meaning: Record<LimitEnforcement, string> = {
  INDEPENDENT:
    "Independent: the closest declaration on the way up holds, and this group meters its own traffic only.",
  CASCADING: "Cascading: every level's limit counts, and the groups below a level share it.",
};

export function LimitsPanel(props: LimitsPanelProps) {
  const { groupId, enforcement, path, models, effective, use, knownSlugs, canEdit } = props;
  const router = useRouter();
  const queryClient = useQueryClient();
  const [isEditing, setEditing] = useState(false);
  const LimitsForm = useFetched(isEditing, loadLimitsForm);
  const [, startClosing] = useTransition();
  const close = (outcome: "saved" | "untouched" | "cancelled") => {
    if (outcome === "saved") {
      toast("Limits saved");
      // Shares of the old limits, here and in the tree, are asked for again at once.
      void queryClient.invalidateQueries();
    }
    // The form leaves together with the old figures: the table never shows what was before.
    startClosing(() => {
      if (outcome !== "untouched") router.refresh();
      setEditing(false);
    });
  };
  if (LimitsForm) {
    return <LimitsForm {...{ groupId, enforcement, path, models, knownSlugs }} onClose={close} />;
  }
  const edit = canEdit ? (
    <Button {...fetchAhead(loadLimitsForm)} onClick={() => setEditing(true)}>
      <Pencil aria-hidden /> Edit limits
    </Button>
  ) : null;
  if (effective.length === 0) {
    return (
      <EmptyState
        icon={Gauge}
        title="This group may call no model"
        body="Its model set is empty, so every call of its keys gets 404. Add a slug to give it access; limits are optional."
        action={edit}
      />
    );
  }
  return (
    <div className="space-y-6">
      <div className="flex flex-wrap items-start justify-between gap-3">
        <p className="max-w-prose text-muted-foreground">
          {meaning[enforcement]}
          {props.isGiven ? ` ${given}` : null}
        </p>
        {edit}
      </div>
      {"live" in use ? (
        <LiveTables {...props} first={use.live} />
      ) : (
        <SlugTables
          {...props}
          findSource={(slug) => ({ usage: use.usage && (use.usage[slug] ?? []) })}
        />
      )}
    </div>
  );
}

type TablesProps = Pick<
  LimitsPanelProps,
  | "groupId"
  | "enforcement"
  | "path"
  | "models"
  | "effective"
  | "unserved"
  | "canCreateEndpoints"
  | "slugPrefixes"
>;

/** Apart from the form: while somebody types, nothing is fetched. */
function LiveTables({ first, ...props }: TablesProps & { first: LiveLimits | null }) {
  const live = useLiveLimits(props.groupId, props.effective, first);
  return (
    <>
      {live?.available === false ? <CountersUnreadable /> : null}
      <SlugTables {...props} findSource={() => ({ live })} />
    </>
  );
}

function CountersUnreadable() {
  return (
    <p role="status" className="flex items-center gap-1.5 text-warn">
      <TriangleAlert aria-hidden className="size-4 shrink-0" />
      The gateway can't read its counters right now: the limits below hold, their use is unknown.
    </p>
  );
}

interface SlugTablesProps extends TablesProps {
  findSource(slug: string): UseSource;
}

function SlugTables({ groupId, enforcement, path, findSource, ...props }: SlugTablesProps) {
  const { models, effective, canCreateEndpoints, slugPrefixes } = props;
  const unserved = new Set(props.unserved);
  return (
    <>
      {effective.map((model) => (
        <section key={model.slug} className="space-y-2">
          <h2 className="wrap-anywhere font-medium font-mono text-[13px]">{model.slug}</h2>
          {unserved.has(model.slug) ? (
            <UnservedSlug>
              {canCreateEndpoints ? <HowToServe slug={model.slug} prefixes={slugPrefixes} /> : null}
            </UnservedSlug>
          ) : null}
          <LimitsTable
            slug={model.slug}
            enforcement={enforcement}
            path={path}
            rows={limitRows(
              groupId,
              model,
              modelsBySlug(models).get(model.slug),
              findSource(model.slug),
            )}
          />
        </section>
      ))}
    </>
  );
}
