/** Headers that proxy.ts sets for the pages, over anything that was sent under these names. */
export const nonceHeader = "x-nonce";
/** Path and query that the browser asked for. */
export const requestedPathHeader = "x-headgate-path";
/** What a proxy that is not trusted said the browser had asked for: good for telling what is wrong, no more. */
export const claimedHostHeader = "x-headgate-claimed-host";
/** "1" when the browser asked another host name than the dashboard's own. */
export const otherHostHeader = "x-headgate-other-host";
