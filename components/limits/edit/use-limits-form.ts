"use client";

import { useRef, useState } from "react";
import { useForm } from "react-hook-form";
import type { DeclaredModel } from "@/gateway/contracts/limit";
import type { ActionError } from "@/lib/gateway/result";
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
import { caught } from "./caught";
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
  const [error, setError] = useState<ActionError | null>(null);
  const [preview, setPreview] = useState<LimitsPreview | null>(null);
  const [pending, setPending] = useState<"preview" | "save" | null>(null);
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
  /** The set as typed; null when something in it can't be read: then it says so at the field. */
  const readModels = (): DeclaredModel[] | null => {
    const read = toModels(base, form.getValues("limits"));
    setProblems(read.ok ? [] : read.problems);
    if (!read.ok) setRefusals((count) => count + 1);
    setError(null);
    return read.ok ? read.models : null;
  };
  const refuse = (failure: ActionError, models: DeclaredModel[]) => {
    const placed = placeRefusal(failure, models);
    setError(placed.error);
    setRefusals((count) => count + 1);
    setProblems(placed.problems);
  };

  const showPreview = async () => {
    const models = readModels();
    if (!models || pending) return;
    setPending("preview");
    const asked = edition.current;
    const result = await caught(previewLimitsAction({ groupId, base, models }));
    setPending((now) => (now === "preview" ? null : now));
    if (!result.ok) refuse(result.error, models);
    else if (result.data.state === "stale") setTheirs(result.data.current);
    else if (edition.current === asked) setPreview(result.data.preview);
  };

  /** @returns "saved", "untouched" (nothing was sent) or null (it says why) */
  const save = async (): Promise<"saved" | "untouched" | null> => {
    const models = readModels();
    // A preview under way does not hold a save back: its answer is dropped below.
    if (!models || pending === "save") return null;
    if (isSameSet(base, models)) return "untouched";
    setPending("save");
    const result = await caught(saveLimitsAction({ groupId, base, models }));
    setPending(null);
    if (!result.ok) refuse(result.error, models);
    else if (result.data.state === "stale") setTheirs(result.data.current);
    else return "saved";
    return null;
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
    error,
    preview,
    pending,
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
      setProblems(violationProblems(preview?.violations ?? []));
      setRefusals((count) => count + 1);
      setPreview(null);
    },
    save,
  };
}
