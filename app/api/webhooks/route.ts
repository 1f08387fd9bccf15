import { z } from "zod";
import { readWebhookSettings } from "@/components/webhooks/read-webhooks";
import { readRoute } from "@/lib/auth/read-route";

export const GET = readRoute("viewer", z.object({}), (_asked, member) =>
  readWebhookSettings(member),
);
