"use client";

import { useRef } from "react";
import { randomText } from "../../gateway/contracts/leaves/random-text";

export interface Submission {
  id(): string;
  /** After a success: what is sent next is another request. */
  renew(): void;
}

/** What one opened form sends has one id: sent again after a lost answer, it is not done again. */
export function useSubmission(): Submission {
  const id = useRef<string | null>(null);
  return {
    id: () => {
      id.current ??= randomText(22);
      return id.current;
    },
    renew: () => {
      id.current = null;
    },
  };
}
