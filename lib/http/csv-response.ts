const utf8Mark = "\ufeff";

/**
 * A file of CSV (or of another `type`), sent piece by piece as the reader takes it. Where `pieces` throws, the connection
 * breaks off: a browser then calls the download failed, and does not keep half of it. A CSV begins with
 * the mark by which spreadsheets know UTF-8.
 */
export function csvResponse(
  fileName: string,
  pieces: AsyncIterator<string, void> | Iterator<string, void>,
  type = "text/csv",
): Response {
  const encoder = new TextEncoder();
  let mark = type === "text/csv" ? utf8Mark : "";
  const body = new ReadableStream<Uint8Array>({
    async pull(controller) {
      const next = await pieces.next();
      if (next.done) return controller.close();
      controller.enqueue(encoder.encode(mark + next.value));
      mark = "";
    },
    async cancel() {
      await pieces.return?.();
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
