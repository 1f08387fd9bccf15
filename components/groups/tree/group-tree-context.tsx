"use client";

import { createContext, useContext } from "react";
import type { ParentGroup } from "../dialogs/new-group-form-model";
import type { GroupTreeStore } from "./group-tree-store";
import type { RowHeadroom } from "./row-headroom";

/** What the detail shares with the tree beside it. */
export interface GroupTreeActions {
  store: GroupTreeStore;
  /** Changes with every change of the store. */
  version: number;
  /** Reads the first page of a group's children, or the next one. */
  readMore(parentId: string): void;
  renamed(id: string, label: string): void;
  deleted(id: string): void;
  /** Opens the dialog "New group"; null = a root. */
  startNewGroup(parent: ParentGroup | null): void;
  /** Of each group; null where the server does not tell. */
  findHeadroom: ((groupId: string) => RowHeadroom) | null;
}

export const GroupTreeContext = createContext<GroupTreeActions | null>(null);

/** @throws outside of the groups pages */
export function useGroupTreeActions(): GroupTreeActions {
  const actions = useContext(GroupTreeContext);
  if (!actions) throw new Error("useGroupTreeActions needs the groups layout around it");
  return actions;
}
