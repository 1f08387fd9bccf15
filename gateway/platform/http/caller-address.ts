import type { IncomingMessage } from "node:http";
import proxyAddr from "@fastify/proxy-addr";
import ip from "ipaddr.js";

/**
 * Whom a call comes from: the connection's other end, or what trusted proxies say of it. Of IPv6 the
 * network (/64), for one customer has all of its addresses.
 */
export function callerAddressReader(
  trustedProxies: readonly string[],
): (request: IncomingMessage) => string {
  const isTrusted = proxyAddr.compile([...trustedProxies]);
  return (request) => {
    const address = proxyAddr(request, isTrusted);
    if (!ip.isValid(address)) return address;
    const parsed = ip.process(address);
    if (parsed.kind() === "ipv4") return parsed.toString();
    return `${parsed.toNormalizedString().split(":").slice(0, 4).join(":")}::/64`;
  };
}
