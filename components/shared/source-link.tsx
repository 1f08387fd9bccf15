import Link from "next/link";
import { cn } from "@/lib/format/class-names";
import { hiddenSource } from "@/lib/limits/limit-source";
import { routes } from "@/lib/url-state/routes";

export interface SourceLinkProps {
  id: string;
  /** null = above what the member may see. */
  name: string | null;
  /** Underlined: within a sentence, colour alone does not tell a link. */
  isInText?: boolean;
  title?: string;
  className?: string;
}

/** The group that a limit comes from, as a link. */
export function SourceLink(props: SourceLinkProps) {
  const { id, name, isInText = false, className } = props;
  if (name === null) return <span className="text-muted-foreground">{hiddenSource}</span>;
  return (
    <Link
      href={routes.group(id)}
      title={props.title ?? name}
      className={cn(
        "rounded-sm text-accent underline-offset-4",
        isInText ? "underline" : "hover:underline",
        className,
      )}
    >
      {name}
    </Link>
  );
}
