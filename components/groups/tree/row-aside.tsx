import { cn } from "@/lib/format/class-names";

interface RowAsideProps {
  text: string;
  title?: string | undefined;
  className: string;
}

/**
 * Drawn beside the name, and no text of the row: a row is named by its group alone (WCAG 2.5.3
 * wants all its text in its name), and says the rest in its description.
 */
export function RowAside({ text, title, className }: RowAsideProps) {
  return (
    <span
      aria-hidden
      title={title}
      data-text={text}
      className={cn("text-muted-foreground text-xs after:content-[attr(data-text)]", className)}
    />
  );
}
