const accepted = /^[a-zA-Z0-9_-]+$/;
/** What ids of ours begin with. Sent ids that begin alike are rewritten, so that none becomes another. */
const ours = "hgid";

interface Calls {
  /** Calls that have no result yet, in order. */
  pending: string[];
  last: string;
  count: number;
}

/**
 * Ids of tool calls as the Messages API takes them, alike for a call and its result. Other families
 * of models write `functions.f:0`, leave ids empty, or use one again and again; there ids have
 * letters, digits, _ and - only, and each is used once. Two different ids never become the same.
 */
export class ToolIds {
  private readonly calls = new Map<string, Calls>();

  /** Of the next call with this id. */
  ofCall(id: string): string {
    const known = this.calls.get(id);
    if (!known) {
      const first = acceptedId(id);
      this.calls.set(id, { pending: [first], last: first, count: 1 });
      return first;
    }
    const again = rewrite(id, known.count++);
    known.pending.push(again);
    return again;
  }

  /** Of the next result for this id. */
  ofResult(id: string): string {
    const known = this.calls.get(id);
    if (!known) return acceptedId(id);
    known.last = known.pending.shift() ?? known.last;
    return known.last;
  }
}

function acceptedId(id: string): string {
  return accepted.test(id) && !id.startsWith(ours) ? id : rewrite(id, 0);
}

/** The number ends at the first letter behind it. */
function rewrite(id: string, use: number): string {
  // Halves of characters would all become the same in UTF-8.
  return id.isWellFormed()
    ? `${ours}${use}u_${Buffer.from(id).toString("base64url")}`
    : `${ours}${use}w_${Buffer.from(id, "utf16le").toString("base64url")}`;
}
