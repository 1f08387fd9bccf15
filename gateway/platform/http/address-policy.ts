import ip from "ipaddr.js";
import type { GatewayConfig } from "../../config";

type Address = ip.IPv4 | ip.IPv6;
type Cidr = [Address, number];

export interface AddressPolicy {
  /** `address`: a literal IPv4 or IPv6 address. Anything that does not parse is not allowed. */
  allows(address: string): boolean;
}

/**
 * What clouds serve to their machines outside the link-local ranges: credentials, mostly. AWS and
 * Google over IPv6, Alibaba, Oracle, Azure.
 */
const metadataAddresses = [
  "fd00:ec2::254",
  "fd20:ce::254",
  "100.100.100.200",
  "192.0.0.192",
  "168.63.129.16",
];
/** Of IPv6, only this is handed out to the public internet. Source: IANA, IPv6 address space. */
const globalUnicast: Cidr = [ip.IPv6.parse("2000::"), 3];

export function isLiteralAddress(hostname: string): boolean {
  return ip.isValid(hostname);
}

/**
 * Which addresses the gateway may call: public unicast, the operator's own ranges, and loopback
 * where insecure upstreams are allowed. Link-local and cloud metadata never, in whatever form an
 * IPv4 address is wrapped in IPv6. Source: engine, "Addresses that the gateway calls".
 */
export function createAddressPolicy(
  config: Pick<GatewayConfig, "allowInsecureUpstreams" | "allowedCidrs">,
): AddressPolicy {
  const cidrs = config.allowedCidrs.map((cidr): Cidr => ip.parseCIDR(cidr));
  const isListed = (address: Address) =>
    cidrs.some((cidr) => cidr[0].kind() === address.kind() && address.match(cidr));
  return {
    allows(literal) {
      if (!ip.isValid(literal)) return false;
      const address = ip.parse(literal);
      const inner = wrappedIPv4(address);
      const all = [address, ...inner];
      if (all.some(isNeverAllowed)) return false;
      if (all.some(isListed)) return true;
      if (config.allowInsecureUpstreams && all.some((one) => one.range() === "loopback"))
        return true;
      return isPublic(address) && inner.every(isPublic);
    },
  };
}

function isPublic(address: Address): boolean {
  if (address.range() !== "unicast") return false;
  return address instanceof ip.IPv4 || address.match(globalUnicast);
}

function isNeverAllowed(address: Address): boolean {
  const bytes = address.toByteArray().join();
  return address.range() === "linkLocal" || metadataBytes.has(bytes);
}
const metadataBytes = new Set(metadataAddresses.map((one) => ip.parse(one).toByteArray().join()));

/**
 * The IPv4 addresses that an IPv6 address may lead to: mapped, compatible, translated (NAT64, also in
 * the prefix for local use), 6to4, Teredo (server and client), ISATAP. Source: RFC 4291, 6052, 8215,
 * 3056, 4380, 5214.
 */
function wrappedIPv4(address: Address): ip.IPv4[] {
  if (!(address instanceof ip.IPv6)) return [];
  const bytes = address.toByteArray();
  const at = (...places: number[]) => new ip.IPv4(places.map((place) => bytes[place] ?? 0));
  const last = at(12, 13, 14, 15);
  switch (address.range()) {
    case "ipv4Mapped":
    case "rfc6145":
      return [last];
    case "rfc6052":
      return [last, at(6, 7, 9, 10)];
    case "6to4":
      return [at(2, 3, 4, 5)];
    case "teredo":
      return [at(4, 5, 6, 7), new ip.IPv4(last.toByteArray().map((byte) => byte ^ 0xff))];
    default: {
      const isCompatible = bytes.slice(0, 12).every((byte) => byte === 0);
      const isIsatap = /^[02],0,94,254$/.test(bytes.slice(8, 12).join());
      return isCompatible || isIsatap ? [last] : [];
    }
  }
}
