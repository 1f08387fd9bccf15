import type { ReactNode } from "react";

export interface SectionProps {
  title: string;
  description?: ReactNode;
  /** At most one primary button. */
  action?: ReactNode;
  children: ReactNode;
}

export function Section({ title, description, action, children }: SectionProps) {
  return (
    <section>
      <div className="mb-4 flex flex-wrap items-start justify-between gap-x-6 gap-y-3">
        <div className="min-w-0">
          <h2 className="font-medium text-lg">{title}</h2>
          {description ? (
            <p className="mt-0.5 max-w-prose text-muted-foreground">{description}</p>
          ) : null}
        </div>
        {action}
      </div>
      {children}
    </section>
  );
}
