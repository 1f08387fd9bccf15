"use client";

import { Trash2 } from "lucide-react";
import { type ReactNode, useEffect, useRef, useState } from "react";
import { Field } from "@/components/forms/field";
import { MultiCombobox } from "@/components/forms/multi-combobox";
import { DidYouMean } from "@/components/shared/did-you-mean";
import { Button } from "@/components/ui/button";
import type { LimitEnforcement } from "@/gateway/contracts/group";
import type { DeclaredModel } from "@/gateway/contracts/limit";
import { modelsBySlug } from "@/gateway/limits/resolve-limits";
import { parseNumber } from "@/lib/format/format";
import { findLimit, type LimitField, type SlugLimits } from "@/lib/limits/limit-form";
import type { LimitSource } from "@/lib/limits/limit-source";
import { similarSlug } from "@/lib/slugs/similar-slug";
import { LimitsPreviewView } from "../preview/limits-preview";
import { UnservedSlug } from "../table/unserved-slug";
import { useLimitWarnings } from "../table/use-limit-warnings";
import { inheritedLimits, limitHint } from "./inherited-limits";
import { LimitFields } from "./limit-fields";
import { hindranceText, LimitsFormActions } from "./limits-form-actions";
import { StaleNotice } from "./stale-notice";
import { UnsavedDialog } from "./unsaved-dialog";
import { useLimitsForm } from "./use-limits-form";
import { useUnsavedGuard } from "./use-unsaved-guard";

export interface LimitsFormProps {
  groupId: string;
  enforcement: LimitEnforcement;
  path: LimitSource[];
  models: DeclaredModel[];
  /** Slugs that an endpoint serves; null = could not be read. */
  knownSlugs: string[] | null;
  onClose(outcome: "saved" | "untouched" | "cancelled"): void;
}

export function LimitsForm(props: LimitsFormProps) {
  const { groupId, enforcement, path, models, knownSlugs, onClose } = props;
  const form = useLimitsForm(groupId, models);
  const [slugDraft, setSlugDraft] = useState("");
  const frame = useRef<HTMLFormElement>(null);
  const [isSaved, setSaved] = useState(false);
  const guard = useUnsavedGuard(form.isDirty && !isSaved, frame, () => onClose("cancelled"));
  // biome-ignore lint/correctness/useExhaustiveDependencies: after each refusal, the first field at fault
  useEffect(() => {
    frame.current?.querySelector<HTMLElement>('[aria-invalid="true"]')?.focus();
  }, [form.refusals]);
  const known = new Set(knownSlugs);
  const unserved = new Set(
    knownSlugs ? form.limits.map(({ slug }) => slug).filter((slug) => !known.has(slug)) : [],
  );
  const warnings = useLimitWarnings(groupId, enforcement, path, form);
  const chosen = new Set(form.limits.map(({ slug }) => slug));
  const addable = (knownSlugs ?? []).filter((slug) => !chosen.has(slug));
  // A model that is called already is no slip: renaming it here would take it away.
  const meantBy = (slug: string) =>
    modelsBySlug(models).has(slug) ? null : similarSlug(slug, addable);
  const formatHint = (limits: SlugLimits) => (field: LimitField) => {
    const { text, unit } = findLimit(limits, field);
    const inherited = inheritedLimits(path, enforcement, limits.slug, field);
    const typed = { isBlank: text.trim() === "", isZero: parseNumber(text) === 0, unit };
    return limitHint(path, enforcement, inherited, typed);
  };
  const addSlug = (slug: string) => {
    if (slug !== "" && !chosen.has(slug)) form.add(slug);
  };
  const isBlocked = (form.preview?.violations.length ?? 0) > 0;
  const submit = async () => {
    // A slug that was typed but not added with Enter counts too.
    addSlug(slugDraft.trim());
    setSlugDraft("");
    const outcome = await form.save();
    if (!outcome) return;
    setSaved(true);
    onClose(outcome);
  };

  return (
    <form
      ref={frame}
      noValidate
      onSubmit={(event) => {
        event.preventDefault();
        void submit();
      }}
      className="space-y-4"
    >
      <p className="text-muted-foreground">
        {path.length === 1 ? "Blank is not limited" : "Blank inherits"}, 0 blocks. Numbers may be
        written as 1,000,000, 250k or 1m.
      </p>
      {form.limits.map((limits) => (
        <div key={limits.slug} className="rounded-lg border border-border bg-surface p-4">
          <LimitFields
            value={limits}
            onChange={form.edit}
            problems={form.problems.filter((problem) => problem.slug === limits.slug)}
            warnings={warnings.filter((warning) => warning.slug === limits.slug)}
            formatHint={formatHint(limits)}
            action={
              <Button
                variant="ghost"
                size="sm"
                className="text-muted-foreground"
                onClick={() => form.remove(limits.slug)}
                aria-label={`Remove model ${limits.slug}`}
              >
                <Trash2 aria-hidden /> Remove
              </Button>
            }
          />
          {unserved.has(limits.slug) ? (
            <div className="mt-3">
              <UnservedSlug>
                <DidYouMean
                  meant={meantBy(limits.slug)}
                  onTake={(meant) => form.rename(limits.slug, meant)}
                />
              </UnservedSlug>
            </div>
          ) : null}
        </div>
      ))}
      <Field
        label="Add a model"
        hint="A slug that this group's keys may call. Type it, Enter adds it."
        className="max-w-96"
      >
        <MultiCombobox
          values={[]}
          draft={slugDraft}
          onDraftChange={setSlugDraft}
          options={addable}
          optionsLabel="Existing slugs"
          placeholder="acme/glm-5.2"
          emptyText="No such endpoint: Enter adds it anyway."
          onAdd={addSlug}
          onRemove={() => undefined}
        />
      </Field>
      {form.disagreements ? (
        <IntoView>
          <StaleNotice
            disagreements={form.disagreements}
            onKeepMine={form.keepMine}
            onTakeTheirs={form.takeTheirs}
          />
        </IntoView>
      ) : null}
      {form.preview ? (
        <IntoView key={form.previewCount}>
          <LimitsPreviewView
            preview={form.preview}
            path={path}
            enforcement={enforcement}
            isSaidAtFields={
              form.problems.length > 0 || warnings.length >= form.preview.violations.length
            }
            onPlanApplied={submit}
            onBack={form.leavePreview}
          />
        </IntoView>
      ) : null}
      <UnsavedDialog {...guard} />
      <LimitsFormActions
        groupId={groupId}
        error={form.error}
        isPreviewing={form.isPreviewing}
        isSaving={form.isSaving}
        hindrance={isBlocked ? hindranceText(form.preview?.plan ?? null) : null}
        draft={form.draft}
        onPreview={form.showPreview}
        onCancel={() => onClose("cancelled")}
      />
    </form>
  );
}

/** What an action brought must be seen, not stand below the fold or behind the buttons. */
function IntoView({ children }: { children: ReactNode }) {
  const frame = useRef<HTMLDivElement>(null);
  useEffect(() => {
    // Newer browsers answer a promise: not for React, which takes it for a clean-up.
    void frame.current?.scrollIntoView({ block: "nearest" });
  }, []);
  return (
    <div ref={frame} className="scroll-mt-16 scroll-mb-20">
      {children}
    </div>
  );
}
