"use client";

import { useState } from "react";

/** What is being typed: begins as the value that holds, and follows it where that changes. */
export function useDraft<Value>(value: Value) {
  const [held, setHeld] = useState(value);
  const [draft, setDraft] = useState(value);
  if (held !== value) {
    setHeld(value);
    setDraft(value);
  }
  return [draft, setDraft] as const;
}
