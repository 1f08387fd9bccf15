import { ArchiveError } from "./backup-format";

export interface LineReader {
  /** The next line without its newline. @throws ArchiveError at the end of the file */
  next(): Promise<Buffer>;
}

/** Lines of a stream of bytes, however it is cut into chunks. */
export function readLines(chunks: AsyncIterable<Buffer>): LineReader {
  const iterator = chunks[Symbol.asyncIterator]();
  let rest: Buffer = Buffer.alloc(0);
  let offset = 0;
  return {
    async next() {
      for (;;) {
        const newline = rest.indexOf(10, offset);
        if (newline >= 0) {
          const line = rest.subarray(offset, newline);
          offset = newline + 1;
          return line;
        }
        const more = await iterator.next();
        if (more.done) throw new ArchiveError("The backup is cut off: its end is missing");
        rest = Buffer.concat([rest.subarray(offset), more.value]);
        offset = 0;
      }
    },
  };
}
