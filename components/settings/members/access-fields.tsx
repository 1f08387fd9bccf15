"use client";

import { SelectField } from "@/components/forms/select-field";
import { roleMeaning, roles } from "@/lib/members/member";
import { GroupPicker } from "./group-picker";
import type { Access } from "./use-access";

/** Where the answer's errors stand at a field of these. */
export const accessPaths = ["role", "subtreeGroupId"];

export interface AccessFieldsProps {
  value: Access;
  onChange: (value: Access) => void;
  fieldError: (path: string, label: string) => string | undefined;
  /** Said by the form itself; the action's own comes with `fieldError`. */
  groupError: string | undefined;
}

export function AccessFields({ value, onChange, fieldError, groupError }: AccessFieldsProps) {
  return (
    <>
      <SelectField
        label="Role"
        hint={roleMeaning[value.role]}
        error={fieldError("role", "Role")}
        value={value.role}
        onChange={(chosen) => {
          const role = roles.find((candidate) => candidate === chosen);
          if (role) onChange({ ...value, role, group: role === "admin" ? null : value.group });
        }}
        options={roles.map((id) => ({ id, label: id.charAt(0).toUpperCase() + id.slice(1) }))}
      />
      {value.role === "admin" ? null : (
        <GroupPicker
          value={value.group}
          onChange={(group) => onChange({ ...value, group, groupSearch: "" })}
          typed={value.groupSearch}
          onType={(groupSearch) => onChange({ ...value, groupSearch })}
          error={groupError ?? fieldError("subtreeGroupId", "Group")}
        />
      )}
    </>
  );
}
