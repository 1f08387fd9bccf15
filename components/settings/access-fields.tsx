"use client";

import { Field } from "@/components/ui/field";
import { NativeSelect } from "@/components/ui/select";
import { type Role, roleMeaning, roles } from "@/lib/members/member";
import { GroupPicker, type PickedGroup } from "./group-picker";

export interface Access {
  role: Role;
  group: PickedGroup | null;
}

export interface AccessFieldsProps {
  value: Access;
  onChange: (value: Access) => void;
  fieldError: (path: string) => string | undefined;
}

export function AccessFields({ value, onChange, fieldError }: AccessFieldsProps) {
  return (
    <>
      <Field label="Role" hint={roleMeaning[value.role]} error={fieldError("role")}>
        <NativeSelect
          value={value.role}
          onChange={(event) => {
            const role = roles.find((candidate) => candidate === event.currentTarget.value);
            if (role) onChange({ role, group: role === "admin" ? null : value.group });
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
          onChange={(group) => onChange({ ...value, group })}
          error={fieldError("subtreeGroupId")}
        />
      )}
    </>
  );
}
