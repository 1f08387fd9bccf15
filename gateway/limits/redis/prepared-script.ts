import { Command } from "ioredis";
import type { RedisScript } from "./redis-scripts";

/** A script with its keys and first arguments as they go over the wire, serialized once. */
export interface PreparedScript {
  script: RedisScript;
  keys: readonly string[];
  constants: readonly (string | Buffer)[];
  /** How many arguments each call adds. */
  variables: number;
  head: Buffer;
}

export function prepareScript(
  script: RedisScript,
  keys: readonly string[],
  constants: readonly (string | Buffer)[],
  variables: number,
): PreparedScript {
  const first = ["evalsha", script.sha, String(keys.length), ...keys, ...constants];
  const parts = first.flatMap((value) => {
    const bytes = Buffer.from(value);
    return [Buffer.from(`$${bytes.length}\r\n`), bytes, Buffer.from("\r\n")];
  });
  const count = Buffer.from(`*${first.length + variables}\r\n`);
  return { script, keys, constants, variables, head: Buffer.concat([count, ...parts]) };
}

/**
 * One call of a prepared script, answered as a Buffer. The driver would serialize its twenty
 * arguments anew each time, which takes longer than all else a decision does in this process.
 */
export class PreparedCommand extends Command {
  private readonly wire: Buffer;

  constructor({ script, keys, head }: PreparedScript, values: readonly string[]) {
    // What the driver looks at: name and keys, to find the node of a cluster.
    super("evalsha", [script.sha, "1", keys[0] ?? ""], { replyEncoding: null });
    let tail = "";
    for (const value of values) tail += `$${Buffer.byteLength(value)}\r\n${value}\r\n`;
    const wire = Buffer.allocUnsafe(head.length + Buffer.byteLength(tail));
    head.copy(wire);
    wire.write(tail, head.length);
    this.wire = wire;
  }

  override toWritable(): Buffer {
    return this.wire;
  }
}
