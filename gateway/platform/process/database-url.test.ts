import { fileURLToPath } from "node:url";
import pg from "pg";
import { describe, expect, it } from "vitest";
import { databaseUrl } from "./database-url";
import { readVariable } from "./environment";

const plain = "postgres://user:password@127.0.0.1:5432/headgate";
const file = fileURLToPath(import.meta.url);
const read = (value: string) => readVariable({ DATABASE_URL: value }, "DATABASE_URL", databaseUrl);
/** What the driver makes of it. */
const readTls = (value: string): unknown =>
  Reflect.get(new pg.Client({ connectionString: read(value) ?? "" }), "ssl");

describe("case 77: DATABASE_URL says how PostgreSQL is trusted, as libpq reads it", () => {
  it.each([
    ["", false],
    ["?sslmode=disable", false],
    ["?sslmode=require", { rejectUnauthorized: false }],
    ["?sslmode=verify-full", {}],
    ["?sslmode=verify-full&sslrootcert=system", {}],
  ])("%s", (query, tls) => {
    expect(readTls(`${plain}${query}`)).toEqual(tls);
  });

  it("checks who signed where an authority is named, and the host's name with verify-full alone", () => {
    for (const mode of ["require", "verify-ca"]) {
      const tls = readTls(`${plain}?sslmode=${mode}&sslrootcert=${file}`);
      expect(tls).toEqual({ ca: expect.any(String), checkServerIdentity: expect.any(Function) });
    }
    const full = readTls(`${plain}?sslmode=verify-full&sslrootcert=${file}`);
    expect(full).toEqual({ ca: expect.any(String) });
  });

  it.each([
    [
      "?sslmode=prefer",
      /^DATABASE_URL must say sslmode=disable, require, .*; it says sslmode=prefer$/,
    ],
    ["?sslmode=allow", /^DATABASE_URL must say sslmode=.*; it says sslmode=allow$/],
    [
      "?sslmode=verify-ca",
      /^DATABASE_URL must name the authority of sslmode=verify-ca, .*sslrootcert/,
    ],
    [
      "?sslmode=verify-full&sslrootcert=/nowhere/ca.pem",
      /^DATABASE_URL must name a file that can be read in sslrootcert, .*; \/nowhere\/ca\.pem is none$/,
    ],
    ["?sslmode=require&sslkey=/nowhere/key.pem", /^DATABASE_URL must name a file .* in sslkey/],
  ])("%s is refused in one line that names the setting and no secret", (query, line) => {
    expect(() => read(`${plain}${query}`)).toThrow(line);
    try {
      read(`${plain}${query}`);
    } catch (error) {
      expect(String(error)).not.toContain("user:password@127.0.0.1:5432/headgate?sslmode=prefer");
      expect(String(error)).not.toContain("\n");
    }
  });

  it("leaves everything else as it was written", () => {
    expect(read(plain)).toBe(plain);
    expect(read(`${plain}?application_name=billing`)).toBe(`${plain}?application_name=billing`);
    expect(() => read("mysql://127.0.0.1/headgate")).toThrow("must be a PostgreSQL URL");
  });
});
