"use client";

import { useRouter } from "next/navigation";
import { type ReactNode, useState, useTransition } from "react";
import { Button } from "@/components/ui/button";
import { Field } from "@/components/ui/field";
import { Input } from "@/components/ui/input";
import { requestIdIn } from "@/lib/requests/request-id";
import { routes } from "@/lib/routes";

const idRule = "A request id is req_ and 26 letters and digits, as in the header x-request-id.";

interface RequestFormProps {
  /** "" = none yet. */
  requestId: string;
  /** The address holds something, but no id. */
  isUnreadable?: boolean;
  /** What was found of it; given way to by what is wrong with another one that was typed since. */
  children: ReactNode;
}

/** The id goes into the address, so a finding can be passed on; nothing else that was pasted does. */
export function RequestForm({ requestId, isUnreadable = false, children }: RequestFormProps) {
  const router = useRouter();
  const [typed, setTyped] = useState(requestId);
  const [problem, setProblem] = useState(isUnreadable ? idRule : null);
  const [isFinding, startFinding] = useTransition();
  const submit = () => {
    const id = requestIdIn(typed);
    if (!id) {
      setProblem(idRule);
      return;
    }
    setProblem(null);
    setTyped(id);
    startFinding(() => {
      if (id === requestId) router.refresh();
      else router.push(routes.request(id));
    });
  };
  return (
    <>
      <search>
        <form
          noValidate
          onSubmit={(event) => {
            event.preventDefault();
            submit();
          }}
          className="mb-6 grid max-w-160 items-start gap-2 sm:grid-cols-[1fr_auto]"
        >
          <Field label="Request ID" error={problem}>
            <Input
              type="search"
              value={typed}
              onChange={(event) => {
                setTyped(event.target.value);
                setProblem(null);
              }}
              placeholder="req_01HZX3V7N8Q2W4E6R8T0Y1M3K5"
              autoComplete="off"
              spellCheck={false}
              autoFocus={requestId === ""}
              className="font-mono text-[13px]"
            />
          </Field>
          <Button type="submit" variant="primary" pending={isFinding} className="sm:mt-6.5">
            Find request
          </Button>
        </form>
      </search>
      {problem === null || requestId === "" ? children : null}
    </>
  );
}
