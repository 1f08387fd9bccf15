import { ArrowRight, TriangleAlert } from "lucide-react";
import { Badge } from "@/components/ui/badge";
import { Button } from "@/components/ui/button";
import type { LimitEnforcement } from "@/gateway/contracts/group";
import { plural } from "@/lib/format/format";
import { type LimitSource, sourceName } from "@/lib/limits/limit-source";
import { limitName, thresholdText } from "@/lib/limits/limit-text";
import { declaredText } from "./declared-text";
import type { Enforced, LimitChange } from "./limit-changes";
import { LimitsHistory } from "./limits-history";
import { PlanView } from "./plan-view";
import type { LimitsPreview } from "./preview-limits";

export interface LimitsPreviewViewProps {
  preview: LimitsPreview;
  path: LimitSource[];
  enforcement: LimitEnforcement;
  /** What stands in the way is said at the inputs already. */
  isSaidAtFields: boolean;
  /** The plan was applied: nothing stands in the way of saving any more. */
  onPlanApplied: () => void;
  /** Back to the limits, where nothing but changing them helps. */
  onBack: () => void;
}

/** Before → after, exactly, of this group; how many below change too; what would be refused. */
export function LimitsPreviewView(props: LimitsPreviewViewProps) {
  const { preview, path, enforcement, isSaidAtFields, onPlanApplied, onBack } = props;
  const { changes, violations } = preview;
  return (
    <section
      aria-label="Preview of the change"
      className="rounded-lg border border-border bg-muted/40 p-4"
    >
      {violations.length > 0 ? (
        <div role="alert" className="mb-3 flex gap-2 text-danger">
          <TriangleAlert aria-hidden className="mt-0.5 size-4 shrink-0" />
          <div>
            <p className="font-medium">
              {isSaidAtFields
                ? "This can't be saved yet: see the limits above."
                : "This can't be saved yet:"}
            </p>
            {isSaidAtFields ? null : (
              <ul className={violations.length > 1 ? "list-disc pl-4" : undefined}>
                {violations.map(({ message }) => (
                  <li key={message}>{message}</li>
                ))}
              </ul>
            )}
          </div>
        </div>
      ) : null}
      <h2 className="font-medium">What this changes</h2>
      {changes.length === 0 ? (
        <p className="mt-1 text-muted-foreground">
          Nothing: what is enforced for this group stays as it is.
        </p>
      ) : (
        <ul className="mt-2 space-y-1.5">
          {changes.map((change) => (
            <li key={toKey(change)} className="flex flex-wrap items-center gap-x-3 gap-y-0.5">
              <span className="font-mono text-[13px]">{change.slug}</span>
              {change.what === "access" ? (
                <Access after={change.after} />
              ) : (
                <>
                  <span>{limitName(change.type, change.unit)}</span>
                  <span className="flex items-center gap-2 font-mono text-[13px] sm:ml-auto">
                    <Side limit={change.before} path={path} isOld />
                    <ArrowRight aria-label="becomes" className="size-3.5 text-muted-foreground" />
                    <Side limit={change.after} path={path} />
                  </span>
                  <Declared change={change} path={path} />
                </>
              )}
            </li>
          ))}
        </ul>
      )}
      <p className="mt-3 text-muted-foreground">{belowText(preview.below)}</p>
      {preview.lowered.length > 0 ? (
        <LimitsHistory
          groupId={path.at(-1)?.id ?? ""}
          enforcement={enforcement}
          limits={preview.lowered}
        />
      ) : null}
      {preview.plan ? <PlanView steps={preview.plan} onApplied={onPlanApplied} /> : null}
      {violations.length > 0 && !preview.plan ? (
        <Button variant="primary" className="mt-3" onClick={onBack}>
          Change the limits
        </Button>
      ) : null}
    </section>
  );
}

function Access({ after }: { after: "granted" | "lost" }) {
  return after === "granted" ? (
    <Badge tone="ok">can be called</Badge>
  ) : (
    <Badge tone="danger">loses access at once, existing keys too</Badge>
  );
}

/** Where what is declared is not what stops traffic first: both, in a line of its own. */
function Declared({
  change,
  path,
}: {
  change: LimitChange & { what: "limit" };
  path: LimitSource[];
}) {
  const text = declaredText(change, path);
  if (!text) return null;
  return <p className="w-full text-muted-foreground text-xs sm:text-right">{text}</p>;
}

function Side({
  limit,
  path,
  isOld,
}: {
  limit: Enforced | null;
  path: LimitSource[];
  isOld?: boolean;
}) {
  return (
    <span className={isOld ? "text-muted-foreground" : "font-medium"}>
      {thresholdText(limit?.threshold ?? null)}
      {limit ? (
        <span className="font-normal font-sans text-muted-foreground text-xs">
          {" "}
          {sourceName(path, limit.source)}
        </span>
      ) : null}
    </span>
  );
}

function belowText({ count, examples, isWhole }: LimitsPreview["below"]): string {
  if (!isWhole && count === 0) {
    return "Groups below that inherit from here change too; how many can't be told here.";
  }
  if (count === 0) return "No group below changes.";
  const names = examples.map(({ name }) => name).join(", ");
  const rest = count > examples.length ? ", …" : "";
  const atLeast = isWhole ? "" : "at least ";
  return `Below, ${atLeast}${plural(count, "group")} ${count === 1 ? "changes" : "change"} too: ${names}${rest}`;
}

function toKey(change: LimitChange): string {
  if (change.what === "access") return `${change.slug} access`;
  return [change.slug, change.type, change.unit].join(" ");
}
