import { z } from "zod";
import { createGroupBody } from "@/gateway/contracts/group";
import { declaredModel, modelInputs } from "@/gateway/contracts/limit";
import type { ImportChange } from "./describe-import";

/** What applying a row sends. Source: gateway API, "Groups". */
export const importStep = z.discriminatedUnion("kind", [
  z.object({
    kind: z.literal("create"),
    body: createGroupBody,
    /** External id of a parent that the same file creates: its id goes into the body then. */
    newParent: z.string().nullable(),
  }),
  z.object({
    kind: z.literal("change"),
    groupId: z.string().min(1).max(255),
    /** As it was compared: nothing newer is overwritten. */
    base: z.object({ name: z.string().nullable(), models: z.array(declaredModel) }),
    name: z.string().nullable().optional(),
    models: modelInputs.optional(),
  }),
]);
export type ImportStep = z.infer<typeof importStep>;

export type ImportOutcome = "create" | "change" | "same" | "refused";

export interface ImportRow {
  /** Of the file. */
  line: number;
  externalId: string;
  /** The name, or the external id where there is none. */
  label: string;
  /** External id of the parent; null = a root, or above what is seen. */
  parent: string | null;
  outcome: ImportOutcome;
  changes: ImportChange[];
  /** Of a refused row. */
  reason: string | null;
  step: ImportStep | null;
}
