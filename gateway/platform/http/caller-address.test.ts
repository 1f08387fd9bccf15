import { IncomingMessage } from "node:http";
import { Socket } from "node:net";
import { expect, test } from "vitest";
import { callerAddressReader } from "./caller-address";

function requestFrom(remoteAddress: string, forwardedFor?: string): IncomingMessage {
  const socket = new Socket();
  Object.defineProperty(socket, "remoteAddress", { value: remoteAddress });
  const request = new IncomingMessage(socket);
  if (forwardedFor !== undefined) request.headers["x-forwarded-for"] = forwardedFor;
  return request;
}

test.each<[trusted: string[], remote: string, forwarded: string | undefined, address: string]>([
  [[], "203.0.113.7", undefined, "203.0.113.7"],
  [[], "203.0.113.7", "198.51.100.1", "203.0.113.7"],
  [["10.0.0.0/8"], "10.1.2.3", "198.51.100.1", "198.51.100.1"],
  [["10.0.0.0/8"], "10.1.2.3", "1.1.1.1, 198.51.100.1, 10.9.9.9", "198.51.100.1"],
  [["10.0.0.0/8"], "10.1.2.3", "nonsense", "nonsense"],
  [[], "::ffff:203.0.113.7", undefined, "203.0.113.7"],
  [[], "2001:db8:1:2:3:4:5:6", undefined, "2001:db8:1:2::/64"],
  [[], "2001:db8:1:2:ffff::1", undefined, "2001:db8:1:2::/64"],
  [["fd00::/8"], "fd00::1", "2001:db8::1", "2001:db8:0:0::/64"],
])(
  "trusting %j, a call from %s that says %s comes from %s",
  (trusted, remote, forwarded, address) => {
    expect(callerAddressReader(trusted)(requestFrom(remote, forwarded))).toBe(address);
  },
);
