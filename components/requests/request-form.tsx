"use client";

import { useRouter } from "next/navigation";
import { type ReactNode, useState, useTransition } from "react";
import { Field } from "@/components/forms/field";
import { Button } from "@/components/ui/button";
import { Input } from "@/components/ui/input";
import { requestReferenceIn } from "@/lib/requests/request-reference";
import { routes } from "@/lib/url-state/routes";

const idRule =
  "Paste our id (req_ and 26 letters and digits), the caller's own, or a trace's. A long one of the caller's needs its name before it: x-request-id: …";

interface RequestFormProps {
  /** "" = none yet. */
  reference: string;
  /** The address holds something, but no id. */
  isUnreadable?: boolean;
  /** What was found of it; given way to by what is wrong with another one that was typed since. */
  children: ReactNode;
}

/** The id goes into the address, so a finding can be passed on; nothing else that was pasted does. */
export function RequestForm({ reference, isUnreadable = false, children }: RequestFormProps) {
  const router = useRouter();
  const [typed, setTyped] = useState(reference);
  const [problem, setProblem] = useState(isUnreadable ? idRule : null);
  const [isFinding, startFinding] = useTransition();
  const submit = () => {
    const found = requestReferenceIn(typed);
    if (!found) {
      setProblem(idRule);
      return;
    }
    setProblem(null);
    setTyped(found);
    startFinding(() => {
      if (found === reference) router.refresh();
      else router.push(routes.request(found));
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
          <Field
            label="Request ID"
            hint="Ours, the caller's own, or that of a trace."
            error={problem}
          >
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
              autoFocus={reference === ""}
              className="font-mono text-[13px]"
            />
          </Field>
          <Button type="submit" variant="primary" pending={isFinding} className="sm:mt-6.5">
            Find request
          </Button>
        </form>
      </search>
      {problem === null || reference === "" ? children : null}
    </>
  );
}
