import { z } from "zod";
import { loadEndpointsView } from "@/components/endpoints/load-endpoints-view";
import { readRoute } from "@/lib/auth/read-route";

export const GET = readRoute("viewer", z.object({}), (_asked, member) => loadEndpointsView(member));
