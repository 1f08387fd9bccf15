import { encodeTime } from "ulidx";
import type { DeclaredModel } from "../contracts/limit";
import type { Ids } from "../deps";
import type { CallerGroup } from "../inference/caller/find-caller-group";
import { InferenceError } from "../inference/errors/inference-error";
import type { CounterStore } from "../limits/counter-store";
import { limitChains } from "../limits/limit-chains";
import { createMemoryCounterStore } from "../limits/memory/memory-counter-store";
import { resolveEffectiveModels } from "../limits/resolve-limits";
import type { Ledger } from "../metering/ledger/ledger";
import { AppError } from "../platform/http/app-error";
import { CountersUnavailable } from "../platform/http/counters-unavailable";
import { Admissions } from "./admissions";
import type { Surroundings } from "./current-world";
import { violation } from "./invariants";
import { Puller } from "./puller";
import { Receiver } from "./receiver";
import { Scheduler } from "./scheduler";
import { SharedCounters } from "./shared-counters";
import { SimulatedPostgres } from "./simulated-postgres";

const startMs = Date.UTC(2026, 2, 10, 12);
const slug = "acme/model";

/** Everything of one run: time, PostgreSQL, Redis or none, customers, receivers, and the books. */
export class World implements Surroundings {
  readonly workspaceId = "wsp_1";
  readonly slug = slug;
  readonly scheduler: Scheduler;
  readonly postgres: SimulatedPostgres;
  readonly receiver: Receiver;
  readonly puller: Puller;
  readonly admissions: Admissions;
  readonly groups: CallerGroup[];
  /** Counters that several gateways share; undefined: one gateway counts in memory. */
  readonly shared: SharedCounters | undefined;
  /** Requests whose row was handed to a ledger, and its tokens. */
  private readonly appended = new Map<string, number>();
  private readonly committed = new Map<string, number>();
  private ids = 0;

  constructor(seed: number) {
    this.scheduler = new Scheduler(seed, startMs);
    const { scheduler } = this;
    this.postgres = new SimulatedPostgres(scheduler);
    this.receiver = new Receiver(scheduler);
    this.puller = new Puller(this);
    this.admissions = new Admissions(() => Math.floor(scheduler.nowMs));
    this.groups = customers();
    if (seed % 3 === 2) {
      const clock = { now: () => Math.floor(scheduler.nowMs) };
      const store = this.watched(createMemoryCounterStore(clock));
      this.shared = new SharedCounters(scheduler, store, () => this.postgres.faults.answerLost);
    }
    this.postgres.onCommit = (rows) => {
      for (const { requestId, recordedAtMs, inputTokens, outputTokens } of rows) {
        if (recordedAtMs < this.postgres.promisedMs) {
          violation(`${requestId} was recorded at ${recordedAtMs}, which readers had passed`);
        }
        this.committed.set(requestId, (this.committed.get(requestId) ?? 0) + 1);
        this.appended.set(requestId, inputTokens + outputTokens);
      }
    };
  }

  nextId(kind: string): string {
    return `${kind}_${++this.ids}`;
  }

  /** Ids of one process: monotone, and the same in every run of a seed. */
  createIds(): Ids {
    let lastMs = 0;
    return {
      create: (kind) => this.nextId(kind),
      ulid: (atMs) => {
        lastMs = Math.max(lastMs, atMs);
        return `${encodeTime(lastMs, 10)}${String(++this.ids).padStart(16, "0")}`;
      },
    };
  }

  findGroup(id: string): { path: readonly string[]; cascading: boolean } {
    return this.groups.find((group) => group.id === id) ?? { path: [id], cascading: false };
  }

  watched(store: CounterStore): CounterStore {
    return this.admissions.watch(store);
  }

  watchedLedger(ledger: Ledger): Ledger {
    return {
      ...ledger,
      append: (row) => {
        this.appended.set(row.requestId, row.inputTokens + row.outputTokens);
        return ledger.append(row);
      },
    };
  }

  countEvents(requestId: string): number {
    return this.committed.get(requestId) ?? 0;
  }

  isRefusal(error: unknown): boolean {
    return (
      error instanceof InferenceError ||
      error instanceof CountersUnavailable ||
      (error instanceof AppError && error.code === "UNAVAILABLE") ||
      (error instanceof Error && "code" in error && error.code === "08006")
    );
  }

  /** What a killed gateway that counted in memory leaves behind: what is in the ledger. */
  forgetUncommitted(): void {
    this.admissions.forgetAllBut((requestId) => this.committed.has(requestId));
    for (const requestId of this.committed.keys()) {
      this.admissions.settleAs(requestId, this.appended.get(requestId) ?? 0);
    }
    this.admissions.touchAll();
  }
}

const model = (limits: Partial<DeclaredModel>): DeclaredModel[] => [
  { slug, rate_limits: [], usage_limits: [], ...limits },
];
const rate = (type: "TOKEN" | "REQUEST", unit: "SECOND" | "MINUTE", threshold: number) => ({
  ...{ type, unit, threshold },
});

/** A tree of three levels that share pools, and a customer with limits of their own. */
function customers(): CallerGroup[] {
  const declared: Record<string, DeclaredModel[]> = {
    root: model({ rate_limits: [rate("TOKEN", "MINUTE", 4_000)] }),
    team: model({ rate_limits: [rate("REQUEST", "MINUTE", 90)] }),
    project: model({
      rate_limits: [rate("REQUEST", "SECOND", 6)],
      usage_limits: [{ type: "TOKEN", unit: "DAY", threshold: 9_000 }],
    }),
    alone: model({
      rate_limits: [rate("REQUEST", "SECOND", 5)],
      usage_limits: [{ type: "REQUEST", unit: "DAY", threshold: 250 }],
    }),
  };
  const group = (path: string[], enforcement: "CASCADING" | "INDEPENDENT"): CallerGroup => {
    const id = path.at(-1) ?? "";
    const levels = path.map((level) => ({ id: level, models: declared[level] ?? [] }));
    const isCascading = enforcement === "CASCADING";
    return {
      ...{ id, workspaceId: "wsp_1", rootId: path[0] ?? id, path, cascading: isCascading },
      externalEntityId: `cust_${id}`,
      chains: limitChains(resolveEffectiveModels(levels, enforcement), id, enforcement),
      meteredGroupIds: isCascading ? path : [id],
    };
  };
  return [
    group(["root", "team"], "CASCADING"),
    group(["root", "team", "project"], "CASCADING"),
    group(["alone"], "INDEPENDENT"),
  ];
}
