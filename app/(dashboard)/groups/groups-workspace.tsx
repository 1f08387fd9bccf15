"use client";

import { GroupsBrowser, type GroupsBrowserProps } from "@/components/groups/groups-browser";
import { LimitFields } from "@/components/limits/limit-fields";

/** Lends the form of a new group the inputs of the limits. */
export function GroupsWorkspace(props: Omit<GroupsBrowserProps, "LimitFields">) {
  return <GroupsBrowser {...props} LimitFields={LimitFields} />;
}
