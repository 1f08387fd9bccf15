import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { request } from "undici";
import { afterAll, beforeAll, expect, test } from "vitest";
import { checkUpstreamUrl, guardedDispatcher, guardedLookup } from "./address-guard";
import { createAddressPolicy } from "./address-policy";
import { AppError } from "./app-error";

const strict = { allowInsecureUpstreams: false, allowedCidrs: [] };
const local = { allowInsecureUpstreams: true, allowedCidrs: [] };

test.each([
  ["loopback", "127.0.0.1"],
  ["loopback, spelled otherwise", "127.1.2.3"],
  ["IPv6 loopback", "::1"],
  ["private", "10.1.2.3"],
  ["private", "192.168.0.1"],
  ["CGNAT", "100.64.0.1"],
  ["unspecified", "0.0.0.0"],
  ["IPv6 unspecified", "::"],
  ["multicast", "224.0.0.1"],
  ["broadcast", "255.255.255.255"],
  ["unique local", "fd12::1"],
  ["link-local", "169.254.169.254"],
  ["IPv6 link-local", "fe80::1"],
  ["AWS metadata over IPv6", "fd00:ec2::254"],
  ["v4-mapped", "::ffff:8.8.8.8"],
  ["NAT64", "64:ff9b::808:808"],
  ["6to4", "2002:7f00:1::1"],
  ["documentation", "192.0.2.1"],
  ["no address", "localhost"],
])("%s is refused", (_name, address) => {
  expect(createAddressPolicy(strict).allows(address)).toBe(false);
});

const forbidden = [
  ...["::127.0.0.1", "::7f00:1", "::ffff:127.0.0.1", "::ffff:7f00:1", "::ffff:0:7f00:1"],
  ...["64:ff9b::7f00:1", "64:ff9b::10.0.0.1", "64:ff9b:1::7f00:1", "64:ff9b:1:a00:0:100::"],
  ...["2002:7f00:1::", "2002:a00:1::1", "2002:a9fe:a9fe::", "2001::1"],
  ...["2001:0:7f00:1::", "2001:0:4136:e378:8000:63bf:80ff:fffe", "2001:0:808:808:0:0:f5ff:fffe"],
  ...["2606:4700::5efe:7f00:1", "2606:4700::200:5efe:a00:1", "fe80::5efe:808:808"],
  ...["fec0::1", "fc00::1", "fd12::1", "fe80::1", "fe80::1%eth0", "::1%lo", "ff02::1", "4000::1"],
  ...["2001:db8::1", "3fff::1", "100::1", "2001:10::1", "2001:20::1", "2001:2::1", "5f00::1"],
  ...["0.0.0.0", "0.1.2.3", "100.64.0.1", "100.127.255.254", "198.18.0.1", "198.19.255.255"],
  ...["240.0.0.1", "255.255.255.255", "192.0.0.1", "192.0.0.192", "192.0.2.1", "198.51.100.1"],
  ...[
    "203.0.113.1",
    "192.88.99.1",
    "172.16.0.1",
    "172.31.255.255",
    "168.63.129.16",
    "fd20:ce::254",
  ],
  ...["127.1", "0x7f000001", "0177.0.0.1", "2130706433", "127.0.0.1.", "[::1]", "", "127.0.0.1 "],
];

test.each(forbidden)("case 95: %s is forbidden in this spelling too", (address) => {
  expect(createAddressPolicy(strict).allows(address)).toBe(false);
});

test.each([
  ...["[::127.0.0.1]", "[::ffff:7f00:1]", "[64:ff9b::a00:1]", "[2002:7f00:1::]", "[fec0::1]"],
  ...["[fe80::1%25eth0]", "0x7f000001", "0177.0.0.1", "2130706433", "127.1", "127.0.0.1.", "0"],
  ...["１２７.0.0.1", "127。0。0。1"],
  ...["100.64.0.1", "198.18.0.1", "240.0.0.1", "169.254.169.254", "0xa9fea9fe"],
])("case 95: no base_url names %s", (host) => {
  expect(() => checkUpstreamUrl(strict, `https://${host}/v1`)).toThrow(AppError);
});

test.each([
  ["127.0.0.1", 4],
  ["10.1.2.3", 4],
  ["::ffff:169.254.169.254", 6],
  ["fe80::1%eth0", 6],
  ["64:ff9b::7f00:1", 6],
] as const)("case 95: a name that resolves to %s is not connected to", async (address, family) => {
  const look = guardedLookup(createAddressPolicy(strict).allows, (_name, _options, callback) =>
    callback(null, [{ address, family }]),
  );
  const error = await new Promise((resolve) =>
    look("model.example.com", { all: true }, (refusal) => resolve(refusal)),
  );
  expect(error).toMatchObject({ code: "ADDRESS_REFUSED" });
});

test("case 95: no range of the operator's reaches metadata, wrapped or with a zone", () => {
  const policy = createAddressPolicy({
    allowInsecureUpstreams: true,
    allowedCidrs: ["0.0.0.0/0", "::/0"],
  });
  for (const address of [
    ...["169.254.169.254", "::169.254.169.254", "64:ff9b:1:a9fe:a9:fe00::", "2002:a9fe:a9fe::1"],
    ...["fd00:ec2::254%eth0", "::ffff:100.100.100.200", "168.63.129.16", "2001:0:a9fe:a9fe::"],
    ...["2001:0:0:0:0:0:5601:5601", "2606:4700::5efe:a9fe:a9fe"],
  ]) {
    expect(policy.allows(address), address).toBe(false);
  }
  expect(policy.allows("10.0.0.1")).toBe(true);
  expect(policy.allows("fd12::1")).toBe(true);
});

test.each(["8.8.8.8", "2606:4700::1111", "2a00:1450::5", "1.1.1.1"])(
  "public %s is allowed",
  (address) => {
    expect(createAddressPolicy(strict).allows(address)).toBe(true);
  },
);

test("the operator's ranges are allowed, mapped forms of them too; link-local never is", () => {
  const policy = createAddressPolicy({
    allowInsecureUpstreams: false,
    allowedCidrs: ["10.0.0.0/8", "169.254.0.0/16", "fd00::/8", "fe80::/10", "100.64.0.0/10"],
  });
  for (const address of ["10.1.2.3", "::ffff:10.1.2.3", "fd12::1", "100.64.0.1"]) {
    expect(policy.allows(address)).toBe(true);
  }
  for (const address of [
    "169.254.169.254",
    "::ffff:169.254.169.254",
    "64:ff9b::a9fe:a9fe",
    "fe80::1",
    "fd00:ec2::254",
    "100.100.100.200",
    "192.168.0.1",
  ]) {
    expect(policy.allows(address)).toBe(false);
  }
});

test.each([
  ["no URL", "model.example.com"],
  ["no slashes", "https:model.example.com"],
  ["one slash", "https:/model.example.com"],
  ["three slashes", "https:///model.example.com"],
  ["another scheme", "ftp://model.example.com"],
  ["plain http", "http://model.example.com"],
  ["a port", "https://model.example.com:8443"],
  ["credentials", "https://user:secret@model.example.com"],
  ["a query", "https://model.example.com/?a=b"],
  ["a fragment", "https://model.example.com/#a"],
  ["a private address", "https://10.0.0.1"],
  ["a loopback address in another notation", "https://0x7f000001/"],
  ["an IPv6 loopback address", "https://[::1]"],
])("a base_url with %s is a 400 on that field", (_name, url) => {
  try {
    checkUpstreamUrl(strict, url);
    expect.unreachable();
  } catch (error) {
    if (!(error instanceof AppError)) throw error;
    expect(error.code).toBe("VALIDATION_ERROR");
    expect(error.details?.[0]?.path).toBe("targets.0.base_url");
    expect(error.message).not.toContain("secret");
  }
});

test("https without a port passes; with insecure upstreams http, ports and loopback do", () => {
  checkUpstreamUrl(strict, "https://model.example.com/api");
  checkUpstreamUrl(local, "http://127.0.0.1:8000");
  expect(() => checkUpstreamUrl(local, "http://10.0.0.1:8000")).toThrow(AppError);
  expect(() => checkUpstreamUrl(local, "http://169.254.169.254")).toThrow(AppError);
});

const server = createServer((_request, response) => response.end("reached"));
let port = 0;
beforeAll(async () => {
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  port = (server.address() as AddressInfo).port;
});
afterAll(() => {
  server.close();
});

test.each(["localhost", "LOCALHOST", "127.0.0.1", "[::ffff:127.0.0.1]"])(
  "no connection is made to %s unless its address is allowed",
  async (host) => {
    const refusing = guardedDispatcher(strict);
    await expect(request(`http://${host}:${port}`, { dispatcher: refusing })).rejects.toMatchObject(
      { code: "ADDRESS_REFUSED" },
    );
    await refusing.destroy();
    const allowing = guardedDispatcher(local);
    const { body } = await request(`http://${host}:${port}`, { dispatcher: allowing });
    expect(await body.text()).toBe("reached");
    await allowing.destroy();
  },
);
