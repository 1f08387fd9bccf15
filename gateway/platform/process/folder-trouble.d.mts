export function describeFolderTrouble(error: unknown): string | undefined;
export function requireWritable(path: string, otherwise: string): void;
