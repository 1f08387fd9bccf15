import type { UseFormRegisterReturn } from "react-hook-form";
import { Field } from "@/components/forms/field";
import { NativeSelect } from "@/components/ui/select";
import type { NewGroupForm, ParentGroup } from "./new-group-form-model";

const modeMeaning = {
  INDEPENDENT: "Each group meters its own traffic; the closest limit above is its template.",
  CASCADING: "Groups share their ancestors' limits: every level's limit counts for all below it.",
};

/** Chosen for a root, for good; below a parent its mode holds. */
export function Mode({
  parent,
  value,
  field,
}: {
  parent: ParentGroup | null;
  value: NewGroupForm["enforcement"];
  field: UseFormRegisterReturn;
}) {
  if (!parent) {
    return (
      <Field label="Mode" hint={`${modeMeaning[value]} It can't be changed later.`}>
        <NativeSelect {...field}>
          <option value="INDEPENDENT">Independent</option>
          <option value="CASCADING">Cascading</option>
        </NativeSelect>
      </Field>
    );
  }
  return (
    <p className="text-muted-foreground text-xs">
      Mode: <span className="text-foreground lowercase">{parent.enforcement}</span>, as its parent.{" "}
      {modeMeaning[parent.enforcement]}
    </p>
  );
}
