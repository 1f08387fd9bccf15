import { z } from "zod";
import { readCharges } from "@/components/playground/read-charges";
import { readRoute } from "@/lib/auth/read-route";
import { requestIdIn } from "@/lib/requests/request-id";

const query = z.object({
  request: z
    .string()
    .default("")
    .transform(requestIdIn)
    .pipe(z.string("request must be a request id")),
});

/** What a call took from the limits of its key's group: `?request=`. */
export const GET = readRoute("viewer", query, ({ request }, member) =>
  readCharges(request, member),
);
