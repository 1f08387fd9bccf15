import { exactNumber, plural } from "@/lib/format/format";
import type { ActionError, Result } from "@/lib/gateway/result";
import { routes } from "@/lib/url-state/routes";
import { webhooksHref } from "@/lib/url-state/webhook-view";
import { checkName } from "./check-name";

export interface Notice {
  tone: "danger" | "warn";
  text: string;
  /** Listed after the text, and how many are not. */
  slugs?: { shown: string[]; more: number };
  /** Where it is looked into. */
  link: { href: string; label: string };
}

/** What notices are made of; null = this server does not tell. */
export interface NoticeFacts {
  /** Parts of the gateway by name. */
  checks: Record<string, boolean> | null;
  webhook: Result<{ paused: boolean; deadLetters: number; secretUnreadable?: boolean }> | null;
  /** Slugs that groups name and nobody serves. */
  danglingSlugs: Result<string[]> | null;
}

const slugsShown = 3;

/** What somebody should look after: first what is broken, then what waits. */
export function toNotices({ checks, webhook, danglingSlugs }: NoticeFacts): Notice[] {
  return [...readinessNotices(checks), ...webhookNotices(webhook), ...slugNotices(danglingSlugs)];
}

function readinessNotices(checks: NoticeFacts["checks"]): Notice[] {
  const broken = Object.keys(checks ?? {}).filter((name) => !checks?.[name]);
  if (broken.length === 0) return [];
  return [
    {
      tone: "danger",
      text: `The gateway is not ready: ${broken.map(checkName).join(", ")}.`,
      link: { href: `${routes.settings}?section=connection`, label: "See connection" },
    },
  ];
}

function webhookNotices(webhook: NoticeFacts["webhook"]): Notice[] {
  const link = { href: routes.webhooks, label: "See webhooks" };
  if (webhook === null) return [];
  if (!webhook.ok) return [unknown("The state of the webhook", webhook.error, link)];
  const { paused, deadLetters, secretUnreadable = false } = webhook.data;
  const notices: Notice[] = [];
  if (secretUnreadable) {
    const text =
      "The webhook can't be signed, so nothing is sent: its secret was saved with another encryption key. Rotate it, then send the dead letters again.";
    notices.push({ tone: "danger", text, link });
  }
  if (deadLetters > 0) {
    const href = webhooksHref({ status: "dead_letter", deliveryId: null });
    const text =
      deadLetters === 1
        ? "1 webhook delivery was given up: your receiver does not have what is in it."
        : `${exactNumber(deadLetters)} webhook deliveries were given up: your receiver does not have what is in them.`;
    notices.push({ tone: "danger", text, link: { href, label: "See dead letters" } });
  }
  if (paused) {
    const text = "The webhook is paused: billing events wait until it is resumed.";
    notices.push({ tone: "warn", text, link });
  }
  return notices;
}

function slugNotices(dangling: NoticeFacts["danglingSlugs"]): Notice[] {
  const link = { href: routes.endpoints, label: "See endpoints" };
  if (dangling === null) return [];
  if (!dangling.ok) return [unknown("Slugs that no endpoint serves", dangling.error, link)];
  const count = dangling.data.length;
  if (count === 0) return [];
  return [
    {
      tone: "warn",
      text: `Groups name ${plural(count, "slug")} that no endpoint serves:`,
      slugs: { shown: dangling.data.slice(0, slugsShown), more: Math.max(0, count - slugsShown) },
      link,
    },
  ];
}

function unknown(what: string, { message }: ActionError, link: Notice["link"]): Notice {
  return { tone: "warn", text: `${what} could not be read: ${message}`, link };
}
