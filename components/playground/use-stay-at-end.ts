"use client";

import { useEffect, useRef } from "react";

const nearPx = 120;

/**
 * Keeps the page's end in sight while `content` grows, unless the reader has scrolled away from it.
 * @returns a call that goes back to the end
 */
export function useStayAtEnd(content: unknown): () => void {
  const isAtEnd = useRef(true);
  useEffect(() => {
    const look = () => {
      const { scrollHeight, clientHeight } = document.documentElement;
      isAtEnd.current = scrollHeight - clientHeight - window.scrollY < nearPx;
    };
    window.addEventListener("scroll", look, { passive: true });
    return () => window.removeEventListener("scroll", look);
  }, []);
  useEffect(() => {
    if (content && isAtEnd.current) window.scrollTo({ top: document.documentElement.scrollHeight });
  }, [content]);
  return () => {
    isAtEnd.current = true;
  };
}
