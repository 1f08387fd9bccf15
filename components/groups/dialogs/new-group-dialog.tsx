"use client";

import { useQuery } from "@tanstack/react-query";
import { useRef, useState } from "react";
import { useForm } from "react-hook-form";
import { ActionDialog } from "@/components/forms/action-dialog";
import { Field } from "@/components/forms/field";
import { MultiCombobox } from "@/components/forms/multi-combobox";
import { useAction } from "@/components/forms/use-action";
import { CopyAsCurl } from "@/components/shared/curl-button";
import { Input } from "@/components/ui/input";
import type { DeclaredModel } from "@/gateway/contracts/limit";
import { declaredModels } from "@/gateway/limits/resolve-limits";
import { emptyLimits, type SlugLimits, unedited } from "@/lib/limits/limit-form";
import { createGroupAction } from "../actions";
import { fetchSlugs, groupKeys } from "../queries";
import type { GroupNode } from "../tree/group-node";
import type { LimitFieldsComponent } from "./limit-fields-slot";
import {
  draftBody,
  isShownAtField,
  type NewGroupForm,
  type NewGroupProblems,
  newGroupBody,
  newGroupProblems,
  type ParentGroup,
} from "./new-group-form-model";
import { InlineLimits, Unserved } from "./new-group-limits";
import { Mode } from "./new-group-mode";

export interface NewGroupDialogProps {
  /** null = a root. */
  parent: ParentGroup | null;
  LimitFields: LimitFieldsComponent;
  onClose(): void;
  onCreated(node: GroupNode): void;
}

const noProblems: NewGroupProblems = { limits: [] };

export function NewGroupDialog({ parent, LimitFields, onClose, onCreated }: NewGroupDialogProps) {
  const form = useForm<NewGroupForm>({
    defaultValues: {
      name: "",
      externalId: "",
      limits: (parent?.slugs ?? []).map(emptyLimits),
      enforcement: "INDEPENDENT",
    },
  });
  const values = form.watch();
  const [slugDraft, setSlugDraft] = useState("");
  const [problems, setProblems] = useState(noProblems);
  /** What the answer's paths count in. */
  const sent = useRef<DeclaredModel[]>([]);
  const create = useAction(createGroupAction, {
    success: ({ label }) => `${label} created`,
    onDone: onCreated,
    onRefused: ({ details = [] }) => setProblems(newGroupProblems(details, sent.current)),
  });
  const { limits } = values;
  const clear = (fixed: Partial<NewGroupProblems>) => setProblems((now) => ({ ...now, ...fixed }));
  const setLimits = (next: SlugLimits[]) => {
    clear({ models: undefined, limits: unedited(problems.limits, limits, next) });
    form.setValue("limits", next, { shouldDirty: true });
  };
  const slugs = useQuery({
    queryKey: groupKeys.slugs,
    queryFn: ({ signal }) => fetchSlugs(signal),
  });
  const unserved = slugs.data
    ? limits.map(({ slug }) => slug).filter((slug) => !slugs.data.includes(slug))
    : [];

  const submit = form.handleSubmit(async (filled) => {
    // A slug that was typed but not added with Enter counts too.
    const typed = withDraft(filled.limits, slugDraft);
    form.setValue("limits", typed);
    setSlugDraft("");
    const read = newGroupBody({ ...filled, limits: typed }, parent);
    setProblems(read.ok ? noProblems : read.problems);
    if (!read.ok) return;
    sent.current = declaredModels(read.body.models);
    await create.run(read.body);
  });

  return (
    <ActionDialog
      size="lg"
      title={
        parent ? (
          <>
            {/* What the dialog is called wherever it opens. */}
            <span className="sr-only">New group: </span>
            New subgroup of {parent.label}
          </>
        ) : (
          "New group"
        )
      }
      description={
        parent
          ? "A team or project, with keys and limits of its own. Its models start as the parent's."
          : "A customer, or a plan that customers share: identity, models and limits."
      }
      action={create}
      shownPaths={(create.error?.details ?? []).map(({ path }) => path).filter(isShownAtField)}
      submitLabel="Create group"
      footer={
        <CopyAsCurl
          className="mr-auto"
          operation="createGroup"
          input={{ body: draftBody(values, parent) }}
        />
      }
      // A stray click must not throw away what was typed; Esc and Cancel say so on purpose.
      onInteractOutside={(event) => {
        if (form.formState.isDirty || slugDraft !== "") event.preventDefault();
      }}
      onSubmit={submit}
      onClose={onClose}
    >
      <div className="grid gap-4 sm:grid-cols-2">
        <Field label="Name" optional error={problems.name}>
          <Input
            {...form.register("name", { onChange: () => clear({ name: undefined }) })}
            placeholder="Acme Corp"
            autoFocus
          />
        </Field>
        <Field
          label="External ID"
          hint="Your own id for this customer; it can't be changed later."
          error={problems.externalId}
        >
          <Input
            {...form.register("externalId", {
              onChange: () => clear({ externalId: undefined }),
            })}
            placeholder="cust_42"
            className="font-mono"
          />
        </Field>
      </div>
      <Field
        label="Models"
        hint="Slugs that the group's keys may call. Type one, Enter adds it."
        error={problems.models ?? problems.limits.find((p) => p.field === "slug")?.message}
      >
        <MultiCombobox
          values={limits.map(({ slug }) => slug)}
          draft={slugDraft}
          onDraftChange={setSlugDraft}
          options={slugs.data ?? []}
          optionsLabel="Existing slugs"
          placeholder="acme/glm-5.2"
          emptyText="No such endpoint yet: Enter adds it anyway."
          onAdd={(slug) => setLimits([...limits, emptyLimits(slug)])}
          onRemove={(slug) => setLimits(limits.filter((one) => one.slug !== slug))}
        />
      </Field>
      {unserved.length > 0 ? (
        <Unserved
          slugs={unserved}
          known={(slugs.data ?? []).filter((slug) => !limits.some((one) => one.slug === slug))}
          onReplace={(slug, meant) =>
            setLimits(limits.map((one) => (one.slug === slug ? { ...one, slug: meant } : one)))
          }
        />
      ) : null}
      <InlineLimits {...{ limits, LimitFields }} onChange={setLimits} problems={problems} />
      <Mode parent={parent} value={values.enforcement} field={form.register("enforcement")} />
    </ActionDialog>
  );
}

function withDraft(limits: SlugLimits[], draft: string): SlugLimits[] {
  const slug = draft.trim();
  if (slug === "" || limits.some((one) => one.slug === slug)) return limits;
  return [...limits, emptyLimits(slug)];
}
