import { z } from "zod";
import { readOpenDeliveries } from "@/components/webhooks/read-webhooks";
import { readRoute } from "@/lib/auth/read-route";

const query = z.object({ since: z.coerce.number().catch(0) });

export const GET = readRoute("viewer", query, ({ since }, member) =>
  readOpenDeliveries(member, since),
);
