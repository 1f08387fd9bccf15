"use client";

import { useEffect, useRef, useState } from "react";
import { isUnderWay, noAnswer } from "./answer";
import { callModel } from "./call-model";
import type { RelayRequest } from "./chat-request";
import type { Turn } from "./conversation";

/** The turns of this visit; they are kept nowhere else. Leaving the page stops what is under way. */
export function useConversation() {
  const [turns, setTurns] = useState<readonly Turn[]>([]);
  const call = useRef<AbortController | null>(null);
  const lastId = useRef(0);
  useEffect(() => () => call.current?.abort(), []);

  /** The key passes through to the call and is not kept. */
  const send = ({ apiKey, request }: RelayRequest, prompt: string, retried?: Turn) => {
    const id = ++lastId.current;
    const controller = new AbortController();
    call.current = controller;
    setTurns((before) => [
      ...before.filter((turn) => turn !== retried),
      { id, prompt, request, answer: noAnswer },
    ]);
    void callModel({ apiKey, request }, controller.signal, (answer) => {
      setTurns((before) => before.map((turn) => (turn.id === id ? { ...turn, answer } : turn)));
    });
  };
  const stop = () => call.current?.abort();
  const clear = () => {
    stop();
    setTurns([]);
  };
  return { turns, isBusy: turns.some(({ answer }) => isUnderWay(answer)), send, stop, clear };
}
