/**
 * A file of CSV (or of another `type`), sent piece by piece as the reader takes it. Where `pieces` throws, the connection
 * breaks off: a browser then calls the download failed, and does not keep half of it.
 */
export function csvResponse(
  fileName: string,
  pieces: AsyncGenerator<string, void>,
  type = "text/csv",
): Response {
  const encoder = new TextEncoder();
  const body = new ReadableStream<Uint8Array>({
    async pull(controller) {
      const next = await pieces.next();
      if (next.done) controller.close();
      else controller.enqueue(encoder.encode(next.value));
    },
    async cancel() {
      await pieces.return();
    },
  });
  return new Response(body, {
    headers: {
      "content-type": `${type}; charset=utf-8`,
      "content-disposition": `attachment; filename="${fileName}"`,
      "cache-control": "no-store",
    },
  });
}
