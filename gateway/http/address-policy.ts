import ip from "ipaddr.js";
import type { GatewayConfig } from "../config";

type Address = ip.IPv4 | ip.IPv6;
type Cidr = [Address, number];

export interface AddressPolicy {
  /** `address`: a literal IPv4 or IPv6 address. Anything that does not parse is not allowed. */
  allows(address: string): boolean;
}

/** Metadata services that live outside the link-local ranges: AWS over IPv6, Alibaba Cloud. */
const metadataAddresses = ["fd00:ec2::254", "100.100.100.200"];

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
      if (isNeverAllowed(address) || (inner && isNeverAllowed(inner))) return false;
      if (isListed(address) || (inner && isListed(inner))) return true;
      const range = address.range();
      if (config.allowInsecureUpstreams) {
        if (range === "loopback" || inner?.range() === "loopback") return true;
      }
      return range === "unicast";
    },
  };
}

function isNeverAllowed(address: Address): boolean {
  return address.range() === "linkLocal" || metadataAddresses.includes(address.toString());
}

/** The IPv4 address that a mapped, translated (NAT64) or 6to4 address leads to. */
function wrappedIPv4(address: Address): ip.IPv4 | undefined {
  if (!(address instanceof ip.IPv6)) return undefined;
  const bytes = address.toByteArray();
  switch (address.range()) {
    case "ipv4Mapped":
    case "rfc6145":
    case "rfc6052":
      return new ip.IPv4(bytes.slice(12));
    case "6to4":
      return new ip.IPv4(bytes.slice(2, 6));
    default:
      return undefined;
  }
}
