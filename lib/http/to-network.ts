import ipaddr from "ipaddr.js";

/**
 * The network that an address of a caller stands for: of IPv6 the /64, which is the least that one
 * subscriber gets and may choose from freely. What is no address stays as it is.
 */
export function toNetwork(address: string): string {
  if (!ipaddr.isValid(address)) return address;
  const parsed = ipaddr.process(address);
  if (parsed.kind() === "ipv4") return parsed.toString();
  const first = parsed.toByteArray().slice(0, 8);
  return `${new ipaddr.IPv6([...first, 0, 0, 0, 0, 0, 0, 0, 0]).toString()}/64`;
}
