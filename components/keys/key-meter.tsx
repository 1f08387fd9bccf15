import { CircleCheck, CircleDashed } from "lucide-react";
import { cn } from "@/lib/format/class-names";
import { keyChecks } from "./key-strength";

/** The rules for a customer's own key, and how the typed one stands to them. */
export function KeyMeter({ value }: { value: string }) {
  return (
    <ul aria-label="Rules for the key" className="-mt-2 space-y-0.5 text-xs">
      {keyChecks(value).map(({ rule, has, isMet }) => (
        <li
          key={rule}
          className={cn("flex items-center gap-1.5", isMet ? "text-ok" : "text-muted-foreground")}
        >
          {isMet ? (
            <CircleCheck aria-label="met" className="size-3.5" />
          ) : (
            <CircleDashed aria-label="not met" className="size-3.5" />
          )}
          {rule}
          {value === "" ? null : <span className="font-mono">({has})</span>}
        </li>
      ))}
    </ul>
  );
}
