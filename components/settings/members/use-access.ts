import { useState } from "react";
import type { Role } from "@/lib/members/member";
import type { PickedGroup } from "./group-picker";

export interface Access {
  role: Role;
  group: PickedGroup | null;
  /** What is typed to find a group by; it ties nobody to anything. */
  groupSearch: string;
}

/** Typed text that chose no group must not be taken for "the whole workspace". */
export function isGroupUnchosen({ role, group, groupSearch }: Access): boolean {
  return role !== "admin" && group === null && groupSearch.trim() !== "";
}

const unchosen = "Choose a group from the list, or clear this field";

export function useAccess(initial: Omit<Access, "groupSearch">) {
  const [access, setAccess] = useState<Access>({ ...initial, groupSearch: "" });
  const [hasTried, setHasTried] = useState(false);
  return {
    access,
    setAccess(next: Access) {
      setHasTried(false);
      setAccess(next);
    },
    /** What may be sent; undefined where the form has to be corrected first, which it says by then. */
    submitted(): { role: Role; subtreeGroupId: string | null } | undefined {
      setHasTried(true);
      if (isGroupUnchosen(access)) return undefined;
      return { role: access.role, subtreeGroupId: access.group?.id ?? null };
    },
    groupError: hasTried && isGroupUnchosen(access) ? unchosen : undefined,
  };
}
