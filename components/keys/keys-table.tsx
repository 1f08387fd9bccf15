import { Button } from "@/components/ui/button";
import { CopyableId } from "@/components/ui/copyable-id";
import { DataTable } from "@/components/ui/data-table/data-table";
import { RelativeTime } from "@/components/ui/relative-time";
import type { ApiKey } from "@/gateway/contracts/key";

export interface KeysTableProps {
  items: ApiKey[];
  hasTimes: boolean;
  canEdit: boolean;
  onRotate(key: ApiKey): void;
  onRevoke(key: ApiKey): void;
}

export function KeysTable({ items, hasTimes, canEdit, onRotate, onRevoke }: KeysTableProps) {
  return (
    <DataTable
      label="Keys"
      stacked
      rows={items}
      rowKey={({ prefix }) => prefix}
      columns={[
        { header: "Prefix", cell: ({ prefix }) => <CopyableId id={prefix} what="prefix" /> },
        {
          header: "Name",
          cellClassName: "max-w-64 truncate",
          title: ({ name }) => name,
          cell: ({ name }) => name || <span className="text-muted-foreground">no name</span>,
        },
        hasTimes && { header: "Created", cell: (key) => <RelativeTime iso={key.created_at} /> },
        hasTimes && {
          header: "Last used",
          cell: ({ last_used_at: at }) =>
            at ? <RelativeTime iso={at} /> : <span className="text-muted-foreground">never</span>,
        },
        canEdit && {
          header: "Actions",
          isUntitled: true,
          className: "whitespace-nowrap text-right",
          cell: (key) => (
            <>
              <Button
                variant="ghost"
                size="sm"
                className="text-muted-foreground hover:text-foreground"
                onClick={() => onRotate(key)}
              >
                Rotate
              </Button>
              <Button
                variant="ghost"
                size="sm"
                className="text-muted-foreground hover:text-danger"
                onClick={() => onRevoke(key)}
              >
                Revoke
              </Button>
            </>
          ),
        },
      ]}
    />
  );
}
