import { CircleAlert, TriangleAlert } from "lucide-react";
import { TextLink } from "@/components/ui/text-link";
import { cn } from "@/lib/format/class-names";
import { exactNumber } from "@/lib/format/format";
import type { Notice } from "./to-notices";

/** Nothing is drawn where nothing needs attention. */
export function Notices({ notices }: { notices: Notice[] }) {
  if (notices.length === 0) return null;
  return (
    <section aria-labelledby="needs-attention">
      <h2 id="needs-attention" className="mb-2 h-6 font-medium">
        Needs attention
      </h2>
      <ul className="divide-y divide-border rounded-lg border border-border bg-surface">
        {notices.map((notice) => (
          <li key={notice.text} className="flex items-start gap-2.5 px-3 py-2.5">
            <NoticeIcon tone={notice.tone} />
            <div className="flex min-w-0 flex-1 flex-wrap items-baseline justify-between gap-x-6 gap-y-1">
              <p className="min-w-0 max-w-3xl">
                {notice.text}
                <Slugs slugs={notice.slugs} />
              </p>
              <TextLink href={notice.link.href} className="shrink-0">
                {notice.link.label}
              </TextLink>
            </div>
          </li>
        ))}
      </ul>
    </section>
  );
}

/** The text says what is wrong; the icon only says how bad it is at a glance. */
function NoticeIcon({ tone }: Pick<Notice, "tone">) {
  const Icon = tone === "danger" ? CircleAlert : TriangleAlert;
  const color = tone === "danger" ? "text-danger" : "text-warn";
  return <Icon aria-hidden className={cn("mt-0.5 size-4 shrink-0", color)} />;
}

function Slugs({ slugs }: Pick<Notice, "slugs">) {
  if (!slugs) return null;
  return (
    <>
      {" "}
      <span className="font-mono text-[13px]">{slugs.shown.join(", ")}</span>
      {slugs.more > 0 ? ` and ${exactNumber(slugs.more)} more` : ""}
    </>
  );
}
