import { brotliDecompressSync, constants, inflateSync, unzipSync } from "node:zlib";

/** Of small bodies: what was compressed although nobody asked for it; nothing where it can't be read. */
export function decodeBody(bytes: Buffer, encoding: string | undefined, bytesMax: number): Buffer {
  const options = { maxOutputLength: bytesMax, finishFlush: constants.Z_SYNC_FLUSH };
  try {
    switch (encoding?.trim().toLowerCase() ?? "") {
      case "":
      case "identity":
        return bytes;
      case "gzip":
      case "x-gzip":
        return unzipSync(bytes, options);
      case "deflate":
        return inflateSync(bytes, options);
      case "br":
        return brotliDecompressSync(bytes, { maxOutputLength: bytesMax });
      default:
        return Buffer.alloc(0);
    }
  } catch {
    return Buffer.alloc(0);
  }
}
