export const groupSearchQueryKey = (term: string) => ["settings-groups", term] as const;
export const memberSessionsQueryKey = (memberId: string) => ["member-sessions", memberId] as const;
