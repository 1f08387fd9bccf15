import { z } from "zod";
import { readDelivery } from "@/components/webhooks/read-webhooks";
import { readRoute } from "@/lib/auth/read-route";

const asked = z.object({ deliveryId: z.string() });

export const GET = readRoute("viewer", asked, ({ deliveryId }, member) =>
  readDelivery(member, deliveryId),
);
