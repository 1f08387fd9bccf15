export interface DidYouMeanProps {
  /** null = nothing is close to what was typed. */
  meant: string | null;
  onTake(meant: string): void;
}

/** A question that a click answers with yes. */
export function DidYouMean({ meant, onTake }: DidYouMeanProps) {
  if (meant === null) return null;
  return (
    <>
      {" "}
      Did you mean{" "}
      <button
        type="button"
        onClick={() => onTake(meant)}
        className="wrap-anywhere rounded-sm text-left font-mono text-accent underline underline-offset-4"
      >
        {meant}
      </button>
      ?
    </>
  );
}
