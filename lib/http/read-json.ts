import { fail, ok, type Result } from "@/lib/gateway/result";

/**
 * The JSON of a request, counted while it arrives: what a browser says of its length is not
 * believed. PAYLOAD_TOO_LARGE, VALIDATION_ERROR. A page elsewhere can't send JSON unasked.
 */
export async function readJson(request: Request, bytesMax: number): Promise<Result<unknown>> {
  const type = request.headers.get("content-type")?.split(";")[0]?.trim().toLowerCase();
  if (type !== "application/json") return fail("VALIDATION_ERROR", "Send JSON");
  const parts: Uint8Array[] = [];
  let bytes = 0;
  for await (const part of request.body ?? []) {
    bytes += part.byteLength;
    if (bytes > bytesMax) {
      const most = `${Math.floor(bytesMax / 1024)} KiB`;
      return fail("PAYLOAD_TOO_LARGE", `This is more than the ${most} that can be sent from here`);
    }
    parts.push(part);
  }
  try {
    return ok(JSON.parse(Buffer.concat(parts).toString("utf8")));
  } catch {
    return fail("VALIDATION_ERROR", "The body is not JSON");
  }
}
