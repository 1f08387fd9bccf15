"use client";

import { type RefObject, useEffect, useState } from "react";
import { useLeaveGuard } from "@/lib/use-leave-guard";

/** What leads away from a form on the groups pages. */
const waysOut = 'a[href], [role="tab"], [role="treeitem"]';

export interface UnsavedGuard {
  /** Somebody tried to leave, and is to be asked. */
  isAsking: boolean;
  stay(): void;
  /** Goes where they wanted to; where that is not known (Back, ⌘K) the form is closed. */
  leave(): void;
}

/** Holds a page while its form has unsaved changes: links, tabs, the tree, Back, ⌘K, closing it. */
export function useUnsavedGuard(
  isDirty: boolean,
  form: RefObject<HTMLElement | null>,
  close: () => void,
): UnsavedGuard {
  const [wayOut, setWayOut] = useState<Element | "unknown" | null>(null);
  const [isLeaving, setLeaving] = useState(false);
  const isHeld = isDirty && !isLeaving;
  useLeaveGuard(isHeld, () => setWayOut("unknown"));
  useEffect(() => {
    if (!isHeld) return;
    const hold = (event: Event) => {
      const chosen = findWayOut(event, form.current);
      if (!chosen) return;
      event.preventDefault();
      event.stopImmediatePropagation();
      setWayOut(chosen);
    };
    // Tabs answer to the press already, the rest to the click; both are held.
    for (const type of ["mousedown", "click", "keydown"]) window.addEventListener(type, hold, true);
    return () => {
      for (const type of ["mousedown", "click", "keydown"]) {
        window.removeEventListener(type, hold, true);
      }
    };
  }, [isHeld, form]);
  // biome-ignore lint/correctness/useExhaustiveDependencies: once, when leaving was decided
  useEffect(() => {
    if (!isLeaving) return;
    if (!(wayOut instanceof Element) || !wayOut.isConnected) return close();
    // The guard is stepping back from its own history entry: only then is the way free.
    const go = () => setTimeout(() => repeat(wayOut), 0);
    window.addEventListener("popstate", go, { once: true });
    return () => window.removeEventListener("popstate", go);
  }, [isLeaving]);
  return {
    isAsking: wayOut !== null && isHeld,
    stay: () => setWayOut(null),
    leave: () => setLeaving(true),
  };
}

/** The element that would lead away, if this event would make it. */
function findWayOut(event: Event, form: HTMLElement | null): Element | null {
  if (!(event.target instanceof Element) || form?.contains(event.target)) return null;
  if (event instanceof KeyboardEvent && event.key !== "Enter" && event.key !== " ") return null;
  if (event instanceof MouseEvent && (event.button !== 0 || event.metaKey || event.ctrlKey)) {
    return null;
  }
  const chosen = event.target.closest(waysOut);
  // A row's chevron only opens it, and what is chosen already leads nowhere.
  if (!chosen || chosen.getAttribute("aria-selected") === "true") return null;
  if (event.target.closest('[aria-hidden="true"]') && chosen.getAttribute("role") === "treeitem") {
    return null;
  }
  if (chosen.closest('[role="dialog"]') || chosen.getAttribute("target") === "_blank") return null;
  if (chosen.getAttribute("href")?.startsWith("#")) return null;
  return chosen;
}

function repeat(chosen: Element): void {
  if (chosen.getAttribute("role") === "tab") {
    chosen.dispatchEvent(
      new MouseEvent("mousedown", { bubbles: true, cancelable: true, button: 0 }),
    );
  } else if (chosen instanceof HTMLElement) chosen.click();
}
