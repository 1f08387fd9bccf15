"use client";

import { useRef, useState } from "react";
import { useForm } from "react-hook-form";
import { useAction } from "@/components/forms/use-action";
import type { DeclaredModel } from "@/gateway/contracts/limit";
import type { Result } from "@/lib/gateway/result";
import {
  emptyLimits,
  type FieldProblem,
  type SlugLimits,
  toLimits,
  toModels,
  unedited,
} from "@/lib/limits/limit-form";
import { isSameSet } from "@/lib/limits/same-models";
import { previewLimitsAction, saveLimitsAction } from "../actions";
import type { LimitsPreview } from "../preview/preview-limits";
import { placeRefusal, violationProblems } from "./place-refusal";
import { rebased, theirChanges } from "./stale-edit";

/** The editor of one group's model set: typed text, problems, preview, a stale base. */
export function useLimitsForm(groupId: string, opened: DeclaredModel[]) {
  const form = useForm<{ limits: SlugLimits[] }>({
    defaultValues: { limits: opened.map(toLimits) },
  });
  const [base, setBase] = useState(opened);
  const [theirs, setTheirs] = useState<DeclaredModel[] | null>(null);
  const [problems, setProblems] = useState<FieldProblem[]>([]);
  const [preview, setPreview] = useState<LimitsPreview | null>(null);
  const [refusals, setRefusals] = useState(0);
  const limits = form.watch("limits");
  /** Counts edits, so that a preview of an older text is not shown. */
  const edition = useRef(0);

  const change = (next: SlugLimits[]) => {
    setProblems((now) => unedited(now, limits, next));
    form.setValue("limits", next, { shouldDirty: true });
    edition.current += 1;
    setPreview(null);
  };
  /** Says what is wrong at the inputs that it is about, and leads to the first one. */
  const pointAt = (found: FieldProblem[]) => {
    setProblems(found);
    setRefusals((count) => count + 1);
  };
  const placed = async <Data>(answer: Promise<Result<Data>>, models: DeclaredModel[]) => {
    const result = await answer;
    if (result.ok) return result;
    const { problems, error } = placeRefusal(result.error, models);
    pointAt(problems);
    return { ok: false as const, error };
  };
  const previewing = useAction((models: DeclaredModel[]) =>
    placed(previewLimitsAction({ groupId, base, models }), models),
  );
  const saving = useAction((models: DeclaredModel[]) =>
    placed(saveLimitsAction({ groupId, base, models }), models),
  );

  /** The set as typed; null when something in it can't be read: then it says so at the field. */
  const readModels = (): DeclaredModel[] | null => {
    const read = toModels(base, form.getValues("limits"));
    previewing.clear();
    saving.clear();
    if (read.ok) setProblems([]);
    else pointAt(read.problems);
    return read.ok ? read.models : null;
  };

  const showPreview = async () => {
    const models = readModels();
    if (!models || saving.pending) return;
    const asked = edition.current;
    const answer = await previewing.run(models);
    if (answer?.state === "stale") setTheirs(answer.current);
    else if (answer && edition.current === asked) setPreview(answer.preview);
  };

  /** @returns "saved", "untouched" (nothing was sent) or null (it says why) */
  const save = async (): Promise<"saved" | "untouched" | null> => {
    const models = readModels();
    // A preview under way does not hold a save back: its answer is dropped above.
    if (!models || saving.pending) return null;
    if (isSameSet(base, models)) return "untouched";
    const answer = await saving.run(models);
    if (answer?.state === "stale") setTheirs(answer.current);
    return answer?.state === "saved" ? "saved" : null;
  };

  const settle = (current: DeclaredModel[], next: SlugLimits[]) => {
    setBase(current);
    setTheirs(null);
    change(next);
  };

  return {
    limits,
    base,
    problems,
    error: saving.error ?? previewing.error,
    preview,
    isPreviewing: previewing.pending,
    isSaving: saving.pending,
    /** Something is typed that is not saved, readable or not. */
    isDirty: JSON.stringify(limits) !== JSON.stringify(base.map(toLimits)),
    refusals,
    previewCount: edition.current,
    disagreements: theirs ? theirChanges(base, theirs, limits) : null,
    edit: (next: SlugLimits) => change(limits.map((one) => (one.slug === next.slug ? next : one))),
    add: (slug: string) => change([...limits, emptyLimits(slug)]),
    rename: (slug: string, to: string) =>
      change(limits.map((one) => (one.slug === slug ? { ...one, slug: to } : one))),
    remove: (slug: string) => change(limits.filter((one) => one.slug !== slug)),
    keepMine: () => theirs && settle(theirs, rebased(base, theirs, limits)),
    takeTheirs: () => theirs && settle(theirs, theirs.map(toLimits)),
    draft: () => {
      const read = toModels(base, limits);
      return read.ok ? read.models : base;
    },
    showPreview,
    /** Away from a preview that can't be saved, to the inputs at fault. */
    leavePreview: () => {
      pointAt(violationProblems(preview?.violations ?? []));
      setPreview(null);
    },
    save,
  };
}
