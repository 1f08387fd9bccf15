import { CircleAlert, TriangleAlert } from "lucide-react";
import { cloneElement, type ReactElement, type ReactNode, useId } from "react";
import { cn } from "@/lib/format/class-names";
import { Label } from "../ui/label";

interface ControlProps {
  id?: string;
  "aria-describedby"?: string | undefined;
  "aria-invalid"?: boolean | undefined;
}

export interface FieldProps {
  label: ReactNode;
  hint?: ReactNode;
  /** The rule that was broken; announced, and tied to the control. */
  error?: string | null | undefined;
  /** Stands in the way later; said quietly, and gives way to an error. */
  warning?: string | null | undefined;
  /** Shown beside the label, in quiet type. */
  optional?: boolean;
  hideLabel?: boolean;
  /** Stands at the control's right, such as its unit; hint and error run below both. */
  beside?: ReactNode;
  className?: string;
  /** One control that takes id, aria-describedby and aria-invalid. */
  children: ReactElement<ControlProps>;
}

export function Field({
  label,
  hint,
  error,
  warning,
  optional,
  hideLabel,
  beside,
  className,
  children,
}: FieldProps) {
  const generated = useId();
  const id = children.props.id ?? generated;
  const hintId = hint ? `${id}-hint` : undefined;
  const shownWarning = error ? null : warning;
  const warningId = shownWarning ? `${id}-warning` : undefined;
  const errorId = error ? `${id}-error` : undefined;
  const describedBy = [children.props["aria-describedby"], hintId, warningId, errorId]
    .filter(Boolean)
    .join(" ");
  const control = cloneElement(children, {
    id,
    "aria-describedby": describedBy || undefined,
    "aria-invalid": error ? true : undefined,
  });
  return (
    <div className={cn("min-w-0 space-y-1.5", className)}>
      <div className={cn("flex items-baseline justify-between gap-2", hideLabel && "sr-only")}>
        <Label htmlFor={id} className="min-w-0">
          {label}
        </Label>
        {optional ? (
          <span className="text-muted-foreground text-xs" aria-hidden>
            optional
          </span>
        ) : null}
      </div>
      {beside ? (
        <div className="flex items-start gap-2">
          {control}
          {beside}
        </div>
      ) : (
        control
      )}
      {hint ? (
        <p id={hintId} className="text-muted-foreground text-xs">
          {hint}
        </p>
      ) : null}
      {shownWarning ? (
        <p id={warningId} role="status" className="flex items-start gap-1 text-warn text-xs">
          <TriangleAlert aria-hidden className="mt-0.5 size-3 shrink-0" />
          {shownWarning}
        </p>
      ) : null}
      {error ? (
        <p id={errorId} role="alert" className="flex items-start gap-1 text-danger text-xs">
          <CircleAlert aria-hidden className="mt-0.5 size-3 shrink-0" />
          {error}
        </p>
      ) : null}
    </div>
  );
}
