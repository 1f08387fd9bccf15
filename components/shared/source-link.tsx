import { TextLink } from "@/components/ui/text-link";
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
    <TextLink
      href={routes.group(id)}
      title={props.title ?? name}
      isInText={isInText}
      className={className}
    >
      {name}
    </TextLink>
  );
}
