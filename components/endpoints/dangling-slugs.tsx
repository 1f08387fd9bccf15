"use client";

import { Unplug } from "lucide-react";
import { Button } from "@/components/ui/button";
import { toPrefix } from "@/gateway/contracts/slug-prefix";
import { plural } from "@/lib/format/format";
import { isForeignSlug } from "@/lib/slugs/is-foreign-slug";
import type { DanglingSlug } from "./endpoints-view";

interface DanglingSlugsProps {
  slugs: DanglingSlug[];
  /** Prefixes the workspace owns; empty = not known. */
  prefixes: readonly string[];
  canEdit: boolean;
  onCreate: (slug: string) => void;
}

/**
 * Slugs that groups may call and nothing answers: each is one click from being served, where its prefix
 * is the workspace's own.
 */
export function DanglingSlugs({ slugs, prefixes, canEdit, onCreate }: DanglingSlugsProps) {
  if (slugs.length === 0) return null;
  return (
    <section aria-labelledby="dangling-slugs" className="mt-8">
      <h2 id="dangling-slugs" className="font-semibold">
        Named by groups, served by nobody
      </h2>
      <p className="mt-1 mb-3 max-w-prose text-muted-foreground">
        Calls to these slugs answer 404 until an endpoint exists.
      </p>
      <ul className="divide-y divide-border rounded-lg border border-border bg-surface">
        {slugs.map(({ slug, group_count }) => (
          <li key={slug} className="flex min-h-10 flex-wrap items-center gap-x-3 gap-y-1 px-3 py-1">
            <Unplug aria-hidden className="size-4 shrink-0 text-warn" />
            <code className="min-w-0 truncate font-mono text-[13px]">{slug}</code>
            <span className="text-muted-foreground text-xs">{plural(group_count, "group")}</span>
            {isForeignSlug(slug, prefixes) ? (
              <ForeignPrefix prefix={toPrefix(slug)} own={prefixes} />
            ) : canEdit ? (
              <Button
                size="sm"
                className="ml-auto"
                aria-label={`Create endpoint ${slug}`}
                onClick={() => onCreate(slug)}
              >
                Create endpoint
              </Button>
            ) : null}
          </li>
        ))}
      </ul>
    </section>
  );
}

interface ForeignPrefixProps {
  prefix: string;
  own: readonly string[];
}

/** No endpoint can be made for it: what can be done instead. */
function ForeignPrefix({ prefix, own }: ForeignPrefixProps) {
  return (
    <p className="wrap-anywhere basis-full pb-1 text-muted-foreground text-xs sm:ml-7">
      <code className="font-mono">{prefix}/…</code> is not a prefix of this workspace (
      {own.map((one) => `${one}/`).join(", ")}), so no endpoint can serve it. Correct the slug in
      the groups that name it; or, if the prefix is yours, add it where the gateway runs:{" "}
      <code className="font-mono">GATEWAY_SLUG_PREFIXES={[...own, prefix].join(",")}</code>
    </p>
  );
}
