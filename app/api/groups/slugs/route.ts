import { z } from "zod";
import { readRoute } from "@/lib/auth/read-route";
import { readKnownSlugs } from "@/lib/slugs/known-slugs";

export const GET = readRoute("viewer", z.object({}), (_asked, member) => readKnownSlugs(member));
