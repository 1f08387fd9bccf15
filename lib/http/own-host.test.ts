import { describe, expect, test } from "vitest";
import { isOwnHost } from "./own-host";

const https = new URL("https://admin.example.com");
const withPort = new URL("http://127.0.0.1:3000");

describe("case 64: a Host names the dashboard's own address", () => {
  test.each([
    ["as it is", "admin.example.com", https],
    ["with the port that https has anyway", "admin.example.com:443", https],
    ["in capitals", "ADMIN.Example.com", https],
    ["with a final dot", "admin.example.com.", https],
    ["with both", "Admin.Example.Com.:443", https],
    ["as the first of several proxies' words", "admin.example.com, 10.0.0.1:3000", https],
    ["with a port of its own", "127.0.0.1:3000", withPort],
    ["with http's port", "admin.example.com:80", new URL("http://admin.example.com")],
    ["in another alphabet", "xn--mnchen-3ya.example", new URL("https://münchen.example")],
    [
      "as an IPv6 address in another spelling",
      "[0:0:0:0:0:0:0:1]:3000",
      new URL("http://[::1]:3000"),
    ],
  ])("case 64: %s", (_, host, canonical) => {
    expect(isOwnHost(host, canonical)).toBe(true);
  });

  test.each([
    ["another name", "evil.example", https],
    ["another port", "admin.example.com:8443", https],
    ["http's port where it is https", "admin.example.com:80", https],
    ["a name below it", "x.admin.example.com", https],
    ["a name with it in front", "admin.example.com.evil.example", https],
    ["credentials", "admin.example.com@evil.example", https],
    ["a user", "user@admin.example.com", https],
    ["a path", "admin.example.com/x", https],
    ["a blank in it", "admin.example.com evil", https],
    ["no port", "127.0.0.1", withPort],
    ["nothing", "", https],
    ["none at all", null, https],
  ])("case 64: %s is another", (_, host, canonical) => {
    expect(isOwnHost(host, canonical)).toBe(false);
  });
});
