import { Button } from "@/components/ui/button";
import { CopyableId } from "@/components/ui/copyable-id";
import { RelativeTime } from "@/components/ui/relative-time";
import { Table, TBody, TD, TH, THead, TR } from "@/components/ui/table";
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
    <Table aria-label="Keys" stacked>
      <THead>
        <TR>
          <TH>Prefix</TH>
          <TH>Name</TH>
          {hasTimes ? (
            <>
              <TH>Created</TH>
              <TH>Last used</TH>
            </>
          ) : null}
          {canEdit ? (
            <TH>
              <span className="sr-only">Actions</span>
            </TH>
          ) : null}
        </TR>
      </THead>
      <TBody>
        {items.map((key) => (
          <TR key={key.prefix}>
            <TD>
              <CopyableId id={key.prefix} what="prefix" />
            </TD>
            <TD label="Name" title={key.name ?? undefined} className="max-w-64 truncate">
              {key.name || <span className="text-muted-foreground">no name</span>}
            </TD>
            {hasTimes ? (
              <>
                <TD label="Created">
                  <RelativeTime iso={key.created_at} />
                </TD>
                <TD label="Last used">
                  {key.last_used_at ? (
                    <RelativeTime iso={key.last_used_at} />
                  ) : (
                    <span className="text-muted-foreground">never</span>
                  )}
                </TD>
              </>
            ) : null}
            {canEdit ? (
              <TD className="whitespace-nowrap text-right">
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
              </TD>
            ) : null}
          </TR>
        ))}
      </TBody>
    </Table>
  );
}
