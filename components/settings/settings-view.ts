import type { MemberRow } from "@/lib/db/member-store";

/** A member as the table shows them. */
export interface MemberView extends MemberRow {
  /** The subtree's name; null where it can't be read (deleted, or the server is away). */
  subtreeLabel: string | null;
}

export interface SessionView {
  id: string;
  createdAt: string;
  lastSeenAt: string;
  ip: string | null;
  userAgent: string | null;
  /** The one this page was asked with. */
  isCurrent: boolean;
}
