"use client";

import { createContext, useContext } from "react";
import type { ParentGroup } from "./new-group-form-model";

/** What the detail tells the tree beside it. */
export interface GroupTreeActions {
  renamed(id: string, label: string): void;
  deleted(id: string): void;
  /** Opens the dialog "New group"; null = a root. */
  startNewGroup(parent: ParentGroup | null): void;
}

export const GroupTreeContext = createContext<GroupTreeActions | null>(null);

/** @throws outside of the groups pages */
export function useGroupTreeActions(): GroupTreeActions {
  const actions = useContext(GroupTreeContext);
  if (!actions) throw new Error("useGroupTreeActions needs the groups layout around it");
  return actions;
}
