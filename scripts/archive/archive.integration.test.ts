import { randomBytes } from "node:crypto";
import { mkdtemp, readFile, rm, stat, truncate, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import pg from "pg";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import {
  findKeptRefusal,
  insertRefusals,
  refusalsTable,
} from "../../gateway/insight/refusals/kept-refusal-store";
import { createPartitions } from "../../gateway/metering/ledger/partition-store";
import { ulidFloor } from "../../gateway/metering/ledger/ulid-range";
import { describeFailure } from "../../gateway/platform/process/describe-failure";
import { readOrCreateSecret } from "../../gateway/platform/process/secret-file";
import { createTestDatabase, type TestDatabase } from "../../gateway/testing/test-database";
import { checkBackup } from "./check-backup";
import { restoreBackup } from "./restore-backup";
import { writeBackup } from "./write-backup";

let folder: string;
let file: string;
let source: TestDatabase;
let target: TestDatabase;
let clients: pg.Client[];

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), "headgate-archive-"));
  file = join(folder, "backup.gz");
  clients = [];
  source = await createTestDatabase();
  target = await createTestDatabase();
});

afterEach(async () => {
  for (const client of clients) await client.end();
  await source.drop();
  await target.drop();
  await rm(folder, { recursive: true, force: true });
});

async function connect(database: TestDatabase): Promise<pg.Client> {
  const client = new pg.Client({ connectionString: database.url });
  await client.connect();
  clients.push(client);
  return client;
}

const backup = async () =>
  writeBackup({ client: await connect(source), dataDir: join(folder, "a"), file, now: new Date() });

const restore = async (dataDir = join(folder, "b")) => {
  const backup = await checkBackup(file);
  return restoreBackup({ directUrl: target.url, client: await connect(target), dataDir, backup });
};

async function fill(): Promise<void> {
  await source.db.transaction(async (tx) => {
    await createPartitions(tx, Date.now(), 1);
    await createPartitions(tx, Date.now(), 1, refusalsTable);
  });
  await source.db.query(`
    INSERT INTO workspaces (id, name) VALUES ('wsp_1', E'a\\\\b\\n\\t"ü"');
    INSERT INTO groups (id, workspace_id, root_id, path, external_entity_id, limit_enforcement)
      VALUES ('grp_1', 'wsp_1', 'grp_1', '{grp_1}', 'one', 'CASCADING');
    INSERT INTO groups (id, workspace_id, root_id, parent_id, path, external_entity_id, limit_enforcement)
      SELECT 'grp_' || n, 'wsp_1', 'grp_1', 'grp_1', ARRAY['grp_1', 'grp_' || n], 'e' || n, 'CASCADING'
      FROM generate_series(2, 3000) AS n;
    DELETE FROM groups WHERE id = 'grp_3000';
    INSERT INTO secrets (id, workspace_id, name, value_encrypted) VALUES ('sec_1', 'wsp_1', 's', '\\x00ff0a5c');
    INSERT INTO dashboard.members (id, email, role) VALUES ('mem_1', 'a@b', 'admin')`);
}

const limit = {
  kind: "rate",
  type: "REQUEST",
  unit: "MINUTE",
  threshold: 1,
  source_group: "grp_1",
  counter_group: "grp_1",
  used: 1,
  remaining: 0,
  reset_ms: 60_000,
} as const;
const refusal = {
  workspaceId: "wsp_1",
  groupPath: ["grp_1"],
  apiKeyPrefix: "sky_sCqhBwEy4kPd",
  modelSlug: "acme/x",
  binding: limit,
  limits: [limit],
  retryAfterMs: 60_000,
  neverFits: false,
};

const dump = async ({ db }: TestDatabase) => {
  const tables = ["workspaces", "groups", "secrets", "dashboard.members"];
  const rows = tables.map((table) => db.query(`SELECT * FROM ${table} ORDER BY id`));
  return (await Promise.all(rows)).map((result) => result.rows);
};

describe("backup and restore", () => {
  it("bring back every row of both schemas, and go on counting where the original was", async () => {
    await fill();
    const written = await backup();
    expect(await restore()).toBe(written);
    expect(await dump(target)).toEqual(await dump(source));
    const { rows } = await target.db.query<{ seq: number }>(
      `INSERT INTO groups (id, workspace_id, root_id, path, external_entity_id, limit_enforcement)
       VALUES ('grp_x', 'wsp_1', 'grp_x', '{grp_x}', 'x', 'CASCADING') RETURNING seq`,
    );
    expect(rows[0]?.seq).toBeGreaterThan(3000);
  });

  it("bring the partitions of the ledger and of refusals back too, and what is in them", async () => {
    await fill();
    const kept = {
      ...refusal,
      requestId: `req_${ulidFloor(Date.now())}`,
      refusedAt: Date.now(),
    };
    await insertRefusals(source.db, [kept]);
    await backup();
    await restore();
    expect(await findKeptRefusal(target.db, kept.requestId)).toEqual(
      await findKeptRefusal(source.db, kept.requestId),
    );
    const partitions = ({ db }: TestDatabase) =>
      db.query("SELECT relname FROM pg_class WHERE relispartition AND relkind = 'r' ORDER BY 1");
    expect((await partitions(target)).rows).toEqual((await partitions(source)).rows);
  });

  it("case 77: copy what is Headgate's own, whoever keeps tables, partitions and sequences beside it", async () => {
    await fill();
    const role = `guest_${randomBytes(4).toString("hex")}`;
    await source.db.query(`CREATE ROLE ${role} LOGIN PASSWORD 'guest'`);
    try {
      await source.db.query(`
        CREATE TABLE public.others (id int GENERATED ALWAYS AS IDENTITY, note text);
        INSERT INTO public.others (note) VALUES ('theirs');
        ALTER TABLE public.others OWNER TO ${role};
        CREATE TABLE public.measurements (at date) PARTITION BY RANGE (at);
        CREATE TABLE public.measurements_2026 PARTITION OF public.measurements
          FOR VALUES FROM ('2026-01-01') TO ('2027-01-01')`);
      await backup();
      expect(await restore()).toBeGreaterThan(0);
      expect(await dump(target)).toEqual(await dump(source));
      const { rows } = await target.db.query("SELECT to_regclass('public.others') AS theirs");
      expect(rows).toEqual([{ theirs: null }]);

      // Whoever may not read ours is told which setting to change.
      const guest = new pg.Client({
        connectionString: source.url.replace(/\/\/[^@]*@/, `//${role}:guest@`),
      });
      await guest.connect();
      clients.push(guest);
      const options = { client: guest, dataDir: join(folder, "a"), now: new Date() };
      const failing = writeBackup({ ...options, file: join(folder, "second.gz") });
      const line = await failing.then(() => "written", describeFailure);
      expect(line).toMatch(
        /^The role of DATABASE_URL may not do this: permission denied for (?:table|schema) \w+; [^\n]*$/,
      );
      expect(line).not.toContain("guest@");
    } finally {
      await source.db.query(`DROP OWNED BY ${role}`);
      await source.db.query(`DROP ROLE ${role}`);
    }
  });

  it("copy one moment: what is written meanwhile is in it entirely or not at all", async () => {
    await fill();
    const other = await connect(source);
    let stopped = false;
    const writing = (async () => {
      for (let n = 0; !stopped; n += 1) {
        await other.query(`INSERT INTO workspaces (id, name) VALUES ('w${n}', 'w${n}')`);
        await other.query(
          `INSERT INTO secrets (id, workspace_id, name, value_encrypted) VALUES ('s${n}', 'w${n}', 'x', '')`,
        );
      }
    })();
    await backup();
    stopped = true;
    await writing;
    // A secret without its workspace would violate its foreign key here.
    await restore();
  });

  it("carry the generated secrets, readable by the owner alone", async () => {
    const dataDir = join(folder, "a");
    await readOrCreateSecret(join(dataDir, "encryption-key"), () => "the key");
    await backup();
    expect((await stat(file)).mode & 0o777).toBe(0o600);
    await restore();
    const restored = join(folder, "b", "encryption-key");
    expect(await readFile(restored, "utf8")).toBe("the key\n");
    expect((await stat(restored)).mode & 0o777).toBe(0o600);
  });

  it("refuse a database that is not empty", async () => {
    await fill();
    await backup();
    await restore();
    await expect(restore()).rejects.toThrow("not empty");
  });

  it("refuse a data folder that has another encryption key, and leave it as it is", async () => {
    await readOrCreateSecret(join(folder, "a", "encryption-key"), () => "the key");
    await readOrCreateSecret(join(folder, "b", "encryption-key"), () => "another");
    await backup();
    await expect(restore()).rejects.toThrow("holds another secret than the backup");
    expect(await readFile(join(folder, "b", "encryption-key"), "utf8")).toBe("another\n");
  });

  it("are refused before anything is begun where the file is none, or is not there", async () => {
    await writeFile(file, "something else");
    await expect(checkBackup(file)).rejects.toThrow("no backup");
    await expect(checkBackup(join(folder, "absent"))).rejects.toThrow("ENOENT");
    await backup();
    await checkBackup(file);
  });

  it("leave nothing of a backup that is cut off, or of a file that is none", async () => {
    await fill();
    await backup();
    await truncate(file, Math.floor((await stat(file)).size / 2));
    await expect(restore()).rejects.toThrow();
    expect((await dump(target)).flat()).toEqual([]);
    await writeFile(file, "something else");
    await expect(restore()).rejects.toThrow();
  });
});
