import { Command } from "cmdk";
import type { LucideIcon } from "lucide-react";

export function Section({ heading, children }: { heading: string; children: React.ReactNode }) {
  return (
    <Command.Group
      heading={heading}
      className="[&_[cmdk-group-heading]]:px-2.5 [&_[cmdk-group-heading]]:py-1.5 [&_[cmdk-group-heading]]:text-muted-foreground [&_[cmdk-group-heading]]:text-xs"
    >
      {children}
    </Command.Group>
  );
}

export interface RowProps {
  value: string;
  icon: LucideIcon;
  label: string;
  aside?: string | undefined;
  onSelect: () => void;
}

export function Row({ value, icon: Icon, label, aside, onSelect }: RowProps) {
  return (
    <Command.Item
      value={value}
      onSelect={onSelect}
      className="flex h-9 cursor-pointer items-center gap-2.5 rounded-lg px-2.5 data-[selected=true]:bg-hover"
    >
      <Icon aria-hidden className="size-4 shrink-0 text-muted-foreground" />
      <span title={label} className="truncate">
        {label}
      </span>
      {aside ? (
        <code
          title={aside}
          className="ml-auto max-w-[45%] truncate pl-3 font-mono text-muted-foreground text-xs"
        >
          {aside}
        </code>
      ) : null}
    </Command.Item>
  );
}
