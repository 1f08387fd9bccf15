"use client";

import { useEffect, useRef } from "react";

const guardMark = "headgateGuard";

function isGuardEntry(state: unknown): boolean {
  return typeof state === "object" && state !== null && guardMark in state;
}

/**
 * While `isHeld`, the page can't be left by accident: Back stays here, closing the tab or reloading
 * warns, and ⌘K does not open a way out. `onTried` is told about each attempt that was held.
 */
export function useLeaveGuard(isHeld: boolean, onTried: () => void): void {
  const tried = useRef(onTried);
  tried.current = onTried;
  useEffect(() => {
    if (!isHeld) return;
    // One entry on top to step back from; without an address, so that no page is fetched.
    const hold = () => window.history.pushState({ [guardMark]: true }, "");
    hold();
    const onBack = () => {
      hold();
      tried.current();
    };
    const onUnload = (event: BeforeUnloadEvent) => event.preventDefault();
    const onKey = (event: KeyboardEvent) => {
      if (event.key.toLowerCase() !== "k" || !(event.metaKey || event.ctrlKey)) return;
      event.preventDefault();
      event.stopImmediatePropagation();
      tried.current();
    };
    window.addEventListener("popstate", onBack);
    window.addEventListener("beforeunload", onUnload);
    window.addEventListener("keydown", onKey, { capture: true });
    return () => {
      window.removeEventListener("popstate", onBack);
      window.removeEventListener("beforeunload", onUnload);
      window.removeEventListener("keydown", onKey, { capture: true });
      // Not when the page was left all the same, say to sign in again.
      if (isGuardEntry(window.history.state)) window.history.back();
    };
  }, [isHeld]);
}
