import type { FastifyBaseLogger } from "fastify";
import type { Deps } from "../../deps";
import { describeRedisTrouble } from "../../limits/describe-redis-trouble";
import { matchesCheck } from "../../management/secrets/check-encryption-key";
import { describeTrouble } from "../../platform/db/describe-trouble";
import { CountersUnavailable } from "../../platform/http/counters-unavailable";
import { within } from "../../platform/process/within";
import { probeDatabase } from "./health-store";

/** Why a gateway can't do its work; `code` is for programs, neither holds a secret. */
export interface NotReadyReason {
  check: "process" | "database" | "encryption" | "counters" | "ledger";
  code: string;
  message: string;
}

export interface Readiness {
  status: "ready" | "not ready" | "draining";
  checks: { database: boolean; counters: boolean; ledger: boolean };
  /** Empty where it is ready. */
  reasons: NotReadyReason[];
}

const probeMs = 2_000;

/** Whether this gateway can do its work now. Never rejects. */
export async function readReadiness(deps: Deps, log: FastifyBaseLogger): Promise<Readiness> {
  const [database, counters] = await Promise.all([
    inTime(databaseReason(deps), log, (error) => ({
      check: "database",
      ...describeTrouble(error),
    })),
    inTime(
      deps.counters.probe().then(() => undefined),
      log,
      countersReason,
    ),
  ]);
  const reasons = [database, counters, ledgerReason(deps)].filter((reason) => reason !== undefined);
  const fails = (check: NotReadyReason["check"]) =>
    reasons.some((reason) => reason.check === check);
  const checks = {
    database: !fails("database") && !fails("encryption"),
    counters: !fails("counters"),
    ledger: !fails("ledger"),
  };
  if (!deps.lifecycle.isDraining) {
    return { status: reasons.length === 0 ? "ready" : "not ready", checks, reasons };
  }
  const message = "This gateway was told to stop; what is under way is served to its end";
  reasons.unshift({ check: "process", code: "draining", message });
  return { status: "draining", checks, reasons };
}

async function databaseReason({ pools, cipher }: Deps): Promise<NotReadyReason | undefined> {
  const { isReadOnly, encryptionCheck } = await probeDatabase(pools.lookups);
  if (isReadOnly) return { check: "database", ...describeTrouble(readOnly) };
  if (matchesCheck(cipher, encryptionCheck)) return undefined;
  return {
    check: "encryption",
    code: "encryption_key_wrong",
    message: "HEADGATE_ENCRYPTION_KEY is not the key that this database's secrets were saved with",
  };
}

const readOnly = Object.assign(new Error("read-only"), { code: "25006" });

function countersReason(error: unknown): NotReadyReason {
  const wereEmptied = error instanceof CountersUnavailable && error.reason === "emptied";
  return wereEmptied
    ? {
        check: "counters",
        code: "counters_rebuilding",
        message: "Limit counters are being rebuilt",
      }
    : { check: "counters", ...describeRedisTrouble(error) };
}

function ledgerReason({ ledger }: Deps): NotReadyReason | undefined {
  if (ledger.isAvailable()) return undefined;
  const trouble = ledger.trouble?.();
  if (trouble !== undefined) return { check: "ledger", ...describeTrouble(trouble) };
  return {
    check: "ledger",
    code: "ledger_behind",
    message: "More usage waits to be recorded than this gateway may hold",
  };
}

async function inTime(
  probe: Promise<NotReadyReason | undefined>,
  log: FastifyBaseLogger,
  toReason: (error: unknown) => NotReadyReason,
): Promise<NotReadyReason | undefined> {
  try {
    return await within(probe, probeMs, "an answer");
  } catch (error) {
    log.warn({ err: error }, "not ready");
    return toReason(error);
  }
}
