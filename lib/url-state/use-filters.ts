"use client";

import { useRouter } from "next/navigation";
import { useOptimistic, useTransition } from "react";

/** What is looked at. It is all in the address: Back works, and a view can be passed on. */
export function useFilters<View extends object>(view: View, toHref: (view: View) => string) {
  const router = useRouter();
  const [isMoving, startMoving] = useTransition();
  const [shown, setShown] = useOptimistic(view);
  const change = (part: Partial<View>) => {
    const next = { ...shown, ...part };
    startMoving(() => {
      setShown(next);
      router.push(toHref(next), { scroll: false });
    });
  };
  return { shown, change, isMoving };
}
