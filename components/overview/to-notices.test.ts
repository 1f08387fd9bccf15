import { describe, expect, test } from "vitest";
import { fail, ok } from "@/lib/gateway/result";
import { type NoticeFacts, toNotices } from "./to-notices";

const quiet: NoticeFacts = {
  checks: { database: true, counters: true, ledger: true },
  webhook: ok({ paused: false, deadLetters: 0 }),
  danglingSlugs: ok([]),
};
const noticed = (change: Partial<NoticeFacts>) => toNotices({ ...quiet, ...change });
const slugs = (count: number) => ok(Array.from({ length: count }, (_, index) => `acme/${index}`));

describe("needs attention", () => {
  test("nothing, while all is well or a server tells nothing of it", () => {
    expect(noticed({})).toEqual([]);
    expect(noticed({ checks: null, webhook: null, danglingSlugs: null })).toEqual([]);
  });

  test("a gateway that is not ready, by the parts that are not", () => {
    const [notice, ...rest] = noticed({
      checks: { database: true, counters: false, ledger: false },
    });
    expect(notice?.text).toBe("The gateway is not ready: Limit counters, Metering.");
    expect(notice?.link.href).toBe("/settings?section=connection");
    expect(rest).toEqual([]);
  });

  test("dead letters, with how many, leading to the list of them", () => {
    const [one] = noticed({ webhook: ok({ paused: false, deadLetters: 1 }) });
    expect(one?.text).toMatch(/^1 webhook delivery was given up/);
    expect(one?.link.href).toBe("/webhooks?status=dead_letter");
    const [many] = noticed({ webhook: ok({ paused: false, deadLetters: 1_204 }) });
    expect(many?.text).toMatch(/^1,204 webhook deliveries were given up/);
  });

  test("a paused webhook, also beside dead letters", () => {
    const links = noticed({ webhook: ok({ paused: true, deadLetters: 2 }) });
    expect(links.map(({ link }) => link.href)).toEqual([
      "/webhooks?status=dead_letter",
      "/webhooks",
    ]);
  });

  test("slugs that nobody serves: three by name, the others counted", () => {
    const [few] = noticed({ danglingSlugs: slugs(1) });
    expect(few).toMatchObject({
      text: "Groups name 1 slug that no endpoint serves:",
      slugs: { shown: ["acme/0"], more: 0 },
      link: { href: "/endpoints" },
    });
    const [many] = noticed({ danglingSlugs: slugs(5) });
    expect(many?.slugs).toEqual({ shown: ["acme/0", "acme/1", "acme/2"], more: 2 });
  });

  test("that it is not known, where a part could not be read", () => {
    const error = fail("HTTP_500", "out of order");
    expect(noticed({ webhook: error, danglingSlugs: error }).map(({ text }) => text)).toEqual([
      "The state of the webhook could not be read: out of order",
      "Slugs that no endpoint serves could not be read: out of order",
    ]);
  });

  test("case 58: a webhook that can't be signed, with what to do", () => {
    const [notice] = noticed({
      webhook: ok({ paused: false, deadLetters: 3, secretUnreadable: true }),
    });
    expect(notice).toMatchObject({ tone: "danger", link: { href: "/webhooks" } });
    expect(notice?.text).toContain("can't be signed");
    expect(notice?.text).toContain("Rotate it");
  });

  test("what is broken comes before what waits", () => {
    const tones = noticed({
      checks: { database: false },
      webhook: ok({ paused: true, deadLetters: 2 }),
      danglingSlugs: slugs(1),
    }).map(({ tone }) => tone);
    expect(tones).toEqual(["danger", "danger", "warn", "warn"]);
  });
});
