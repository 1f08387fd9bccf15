import { plural } from "@/lib/format/format";
import type { FileProblem } from "./group-file";

const shownMax = 50;

export interface FileProblemsProps {
  problems: readonly FileProblem[];
  /** The file's name; null = the text was typed. */
  source: string | null;
}

/** Why a file can't be read, by its lines: nothing was compared. */
export function FileProblems({ problems, source }: FileProblemsProps) {
  const more = problems.length - shownMax;
  return (
    <section
      role="alert"
      aria-label="Problems"
      className="rounded-lg border border-danger/30 bg-danger-soft px-4 py-3"
    >
      <h2 className="font-medium text-danger">
        {plural(problems.length, "problem")} in{" "}
        <span className="break-all">{source ?? "the file"}</span>; nothing was compared
      </h2>
      <ul className="mt-2 space-y-1">
        {problems.slice(0, shownMax).map(({ line, message }) => (
          <li key={`${line} ${message}`} className="flex gap-3">
            <span className="w-16 shrink-0 whitespace-nowrap font-mono text-[13px] text-muted-foreground">
              {line === null ? "File" : `Line ${line}`}
            </span>
            <span className="min-w-0 break-words">{message}</span>
          </li>
        ))}
      </ul>
      {more > 0 ? <p className="mt-2 text-muted-foreground">… and {more} more.</p> : null}
    </section>
  );
}
