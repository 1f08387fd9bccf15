import { relayBytesMax, relayRequest } from "@/components/playground/chat-request";
import { relayChat } from "@/components/playground/relay-chat";
import { authorize } from "@/lib/auth/auth";
import { parseInput } from "@/lib/gateway/parse-input";
import { readJson } from "@/lib/http/read-json";
import { refusal } from "@/lib/http/refusal";

/** A call with a key that somebody typed: that key says what it may do, not the member's role. */
export async function POST(request: Request): Promise<Response> {
  const member = await authorize("viewer");
  if (!member.ok) return refusal(member.error);
  const json = await readJson(request, relayBytesMax);
  if (!json.ok) return refusal(json.error);
  const input = parseInput(relayRequest, json.data);
  if (!input.ok) return refusal(input.error);
  const relayed = await relayChat(input.data, request.signal);
  return relayed.ok ? relayed.data : refusal(relayed.error);
}
