"use client";

import { Field } from "@/components/forms/field";
import { NativeSelect } from "@/components/ui/select";
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
      <Field label="Role" hint={roleMeaning[value.role]} error={fieldError("role", "Role")}>
        <NativeSelect
          value={value.role}
          onChange={(event) => {
            const role = roles.find((candidate) => candidate === event.currentTarget.value);
            if (role) onChange({ ...value, role, group: role === "admin" ? null : value.group });
          }}
        >
          {roles.map((role) => (
            <option key={role} value={role}>
              {role.charAt(0).toUpperCase() + role.slice(1)}
            </option>
          ))}
        </NativeSelect>
      </Field>
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
