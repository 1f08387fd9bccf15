import { z } from "zod";
import { readDeliveries } from "@/components/webhooks/read-webhooks";
import { webhookDeliveryStatus } from "@/gateway/contracts/webhook";
import { readRoute } from "@/lib/auth/read-route";

const query = z.object({
  status: webhookDeliveryStatus.nullable().default(null).catch(null),
  cursor: z.string().nullable().default(null),
});

export const GET = readRoute("viewer", query, (asked, member) => readDeliveries(member, asked));
