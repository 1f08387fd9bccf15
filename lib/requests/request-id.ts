const requestId = /req_[0-9A-HJKMNP-TV-Z]{26}/;

/**
 * The request id in what a person pasted: alone, or within a header line or an error message. null
 * where there is none, so that nothing else (a key, say) ever leaves the browser.
 */
export function requestIdIn(text: string): string | null {
  return requestId.exec(text)?.[0] ?? null;
}
