import { TriangleAlert } from "lucide-react";
import { DidYouMean, type DidYouMeanProps } from "@/components/ui/did-you-mean";

/** Of a slug that no endpoint serves, and of the one that may be meant. */
export function UnservedSlug(props: DidYouMeanProps) {
  return (
    <p role="status" className="mt-3 flex items-start gap-1.5 text-warn text-xs">
      <TriangleAlert aria-hidden className="mt-0.5 size-3 shrink-0" />
      <span className="min-w-0">
        No endpoint serves this slug yet: calls to it get 404.
        <DidYouMean {...props} />
      </span>
    </p>
  );
}
