/** Who changes a member, from where, when. */
export interface Acting {
  actor: { id: string; email: string };
  ip: string | null;
  nowMs: number;
}
