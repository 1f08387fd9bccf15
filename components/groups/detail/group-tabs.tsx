"use client";

import { useRouter } from "next/navigation";
import { type ReactNode, useOptimistic, useTransition } from "react";
import { TableSkeleton } from "@/components/ui/skeleton";
import { Tabs, TabsContent, TabsList, TabsTrigger } from "@/components/ui/tabs";
import { exactNumber } from "@/lib/format/format";
import { type GroupTab, groupTabs, routes } from "@/lib/url-state/routes";

export interface GroupTabsProps {
  groupId: string;
  current: GroupTab;
  /** null = not known. */
  subgroups: number | null;
  /** The panel of `current`. */
  children: ReactNode;
}

const labels: Record<GroupTab, string> = {
  limits: "Limits",
  keys: "Keys",
  usage: "Usage",
  subgroups: "Subgroups",
  activity: "Activity",
};

/** The tab is in the address; a click answers at once, its panel follows. */
export function GroupTabs({ groupId, current, subgroups, children }: GroupTabsProps) {
  const router = useRouter();
  const [isMoving, startMoving] = useTransition();
  const [shown, setShown] = useOptimistic(current);
  const choose = (value: string) => {
    const tab = groupTabs.find((name) => name === value);
    if (!tab || tab === shown) return;
    startMoving(() => {
      setShown(tab);
      router.push(routes.group(groupId, tab), { scroll: false });
    });
  };
  return (
    <Tabs value={shown} onValueChange={choose} activationMode="manual">
      <TabsList aria-label="Group">
        {groupTabs.map((tab) => (
          <TabsTrigger key={tab} value={tab}>
            {labels[tab]}
            {tab === "subgroups" && subgroups ? (
              <span aria-hidden className="font-mono font-normal text-muted-foreground text-xs">
                {exactNumber(subgroups)}
              </span>
            ) : null}
          </TabsTrigger>
        ))}
      </TabsList>
      <TabsContent value={shown}>
        {isMoving && shown !== current ? (
          <TableSkeleton rows={4} label={labels[shown].toLowerCase()} />
        ) : (
          children
        )}
      </TabsContent>
    </Tabs>
  );
}
