import { setFlagsFromString } from "node:v8";
import { runInNewContext } from "node:vm";
import { expect, test } from "vitest";
import type { Database } from "../../platform/db/database";
import { createWebhookFixture } from "../../testing/webhook-fixture";
import { openWebhookDispatcher, type WebhookDispatcher } from "./webhook-dispatcher";

const stepSeconds = 2;
const eventsPerSecond = 50;
const outageSeconds = 3_600;
const kills = 10;

setFlagsFromString("--expose-gc");
const collectGarbage: () => void = runInNewContext("gc");

function heapMiB(): number {
  collectGarbage();
  return process.memoryUsage().heapUsed / 1024 ** 2;
}

/** What kill -9 leaves: from then on not a word reaches the database. */
function mortal(db: Database): { db: Database; die(): void } {
  let dead = false;
  const ensureAlive = () => {
    if (dead) throw new Error("this process is dead");
  };
  return {
    db: {
      ...db,
      query: async (text, values) => {
        ensureAlive();
        return db.query(text, values);
      },
      transaction: (work) =>
        db.transaction(async (tx) => {
          ensureAlive();
          const result = await work(tx);
          ensureAlive();
          return result;
        }),
    },
    die: () => {
      dead = true;
    },
  };
}

test("a receiver down for an hour at 50 events/s, the dispatcher killed 10 times: all delivered, memory flat", async () => {
  const fixture = await createWebhookFixture();
  const { clock, db, deps, managementKey } = fixture.gateway;
  await fixture.setUp();
  await fixture.goDown();
  const keys = new Set<string>();
  const graves: WebhookDispatcher[] = [];
  const open = () => {
    const life = mortal(db);
    return {
      ...life,
      dispatcher: openWebhookDispatcher({ ...deps, db: life.db }, { pollMs: null }),
    };
  };
  let living = open();
  let early = 0;
  const steps = outageSeconds / stepSeconds;
  for (let step = 0; step < steps; step += 1) {
    for (const key of await fixture.record(stepSeconds * eventsPerSecond)) keys.add(key);
    await living.dispatcher.step();
    if (step % (steps / kills) === 50) {
      // Attempts have begun and are not recorded yet.
      living.die();
      graves.push(living.dispatcher);
      living = open();
    } else {
      await living.dispatcher.idle();
    }
    clock.advance(stepSeconds * 1_000);
    if (step === 200) early = heapMiB();
  }
  expect(graves).toHaveLength(kills);
  // The ids that this test itself remembers are most of what grew.
  expect(heapMiB() - early).toBeLessThan(40);

  await fixture.comeBack();
  const settings = async () =>
    (await fixture.gateway.inject("GET", "/v1/gateway/webhooks/settings", { key: managementKey }))
      .json;
  const taken = new Set<string>();
  fixture.receive(({ body }, response) => {
    for (const event of JSON.parse(body.toString()).data.events) taken.add(event.idempotencyKey);
    fixture.pushes.length = 0;
    response.end();
  });
  clock.advance(60_000);
  await fixture.gateway.inject("POST", "/v1/gateway/webhooks/redeliver", {
    key: managementKey,
    body: { all_dead_letters: true },
  });
  for (let turn = 0; turn < 1_000 && taken.size < keys.size; turn += 1) {
    await fixture.turn(living.dispatcher);
    clock.advance(1_000);
  }
  expect(taken.size).toBe(keys.size);
  expect(taken.size).toBe(outageSeconds * eventsPerSecond);
  expect([...keys].every((key) => taken.has(key))).toBe(true);
  expect(await settings()).toMatchObject({ pending_count: 0, dead_letter_count: 0 });
  await Promise.all([...graves, living.dispatcher].map((dispatcher) => dispatcher.close(0)));
  await fixture.close();
}, 3_600_000);
