import { TriangleAlert } from "lucide-react";
import type { ReactNode } from "react";
import { TextLink } from "@/components/ui/text-link";
import { toPrefix } from "@/gateway/contracts/slug-prefix";
import { isForeignSlug } from "@/lib/slugs/is-foreign-slug";
import { routes } from "@/lib/url-state/routes";

/** Of a slug that no endpoint serves; `children`: what may be done about it. */
export function UnservedSlug({ children }: { children?: ReactNode }) {
  return (
    <p role="status" className="flex items-start gap-1.5 text-warn text-xs">
      <TriangleAlert aria-hidden className="mt-0.5 size-3 shrink-0" />
      <span className="min-w-0">
        No endpoint serves this slug yet: calls to it get 404.
        {children}
      </span>
    </p>
  );
}

/** Of a slug that nobody serves, for who may create endpoints. */
export function HowToServe({ slug, prefixes }: { slug: string; prefixes: readonly string[] }) {
  if (isForeignSlug(slug, prefixes)) {
    const own = prefixes.map((prefix) => `${prefix}/`).join(", ");
    return ` None can: ${toPrefix(slug)}/ is not a prefix of this workspace (${own}). Correct the slug.`;
  }
  return (
    <>
      {" "}
      <TextLink href={routes.newEndpoint(slug)} isInText>
        Create its endpoint
      </TextLink>
    </>
  );
}
