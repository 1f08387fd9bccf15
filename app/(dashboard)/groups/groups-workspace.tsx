"use client";

import dynamic from "next/dynamic";
import { GroupsBrowser, type GroupsBrowserProps } from "@/components/groups/tree/groups-browser";

// Needed in the form of a new group alone. Without `loading` all around would give way meanwhile.
const LimitFields = dynamic(
  () => import("@/components/limits/edit/limit-fields").then((module) => module.LimitFields),
  { loading: () => null },
);

/** Lends the form of a new group the inputs of the limits. */
export function GroupsWorkspace(props: Omit<GroupsBrowserProps, "LimitFields">) {
  return <GroupsBrowser {...props} LimitFields={LimitFields} />;
}
