"use client";

import { useCallback, useEffect, useRef } from "react";

const nearPx = 120;

/**
 * Keeps the page's end in sight while a list grows, until the reader scrolls away from it or does
 * something in the list: what unfolds there must not run away from under the pointer.
 */
export function useStayAtEnd() {
  const isAtEnd = useRef(true);
  useEffect(() => {
    const look = () => {
      const { scrollHeight, clientHeight } = document.documentElement;
      isAtEnd.current = scrollHeight - clientHeight - window.scrollY < nearPx;
    };
    window.addEventListener("scroll", look, { passive: true });
    return () => window.removeEventListener("scroll", look);
  }, []);
  const listRef = useCallback((list: HTMLElement | null) => {
    if (!list) return;
    const leave = () => {
      isAtEnd.current = false;
    };
    const growth = new ResizeObserver(() => {
      if (isAtEnd.current) window.scrollTo({ top: document.documentElement.scrollHeight });
    });
    growth.observe(list);
    list.addEventListener("pointerdown", leave);
    list.addEventListener("keydown", leave);
    return () => {
      growth.disconnect();
      list.removeEventListener("pointerdown", leave);
      list.removeEventListener("keydown", leave);
    };
  }, []);
  const goToEnd = () => {
    isAtEnd.current = true;
  };
  return { listRef, goToEnd };
}
