import { listEvents } from "../metering/events-api/list-events";
import type { ManagementContext } from "../platform/http/context";
import type { Surroundings } from "./current-world";
import type { Owner } from "./scheduler";
import { openSimulatedDatabase } from "./simulated-database";

/** A billing system that pulls window after window, page by page, as docs/events.md says. */
export class Puller {
  readonly seen = new Set<string>();
  /** All before this moment was pulled. */
  endMs: number;
  private readonly owner: Owner = { name: "puller", isAlive: true };

  private readonly world: Surroundings;

  constructor(world: Surroundings) {
    this.world = world;
    this.endMs = world.scheduler.nowMs - 1;
  }

  start(): void {
    const { scheduler } = this.world;
    const deps = { db: openSimulatedDatabase(this.owner) };
    const again = async () => {
      await this.pullWindow(deps).catch((error: unknown) => {
        // The database was away, or a commit hung: the same window is asked for again.
        if (!this.world.isRefusal(error)) throw error;
      });
      scheduler.after(1_000 + scheduler.random.next() * 1_000, () => void again(), this.owner);
    };
    scheduler.after(500, () => void again(), this.owner);
  }

  private async pullWindow(deps: { db: ReturnType<typeof openSimulatedDatabase> }): Promise<void> {
    const { world } = this;
    const endMs = Math.floor(world.postgres.nowMs) - 300;
    if (endMs <= this.endMs) return;
    const context = { workspaceId: world.workspaceId } as ManagementContext;
    const window = {
      start_time: new Date(this.endMs).toISOString(),
      end_time: new Date(endMs).toISOString(),
      ...{ api_keys: undefined, external_entity_ids: undefined, limit: 7 },
    };
    let cursor: string | undefined;
    do {
      const page = await listEvents(deps, context, { ...window, cursor });
      for (const { idempotencyKey } of page.items) this.seen.add(idempotencyKey);
      cursor = page.pagination.cursor ?? undefined;
    } while (cursor !== undefined);
    this.endMs = endMs;
  }
}
