import type { ManagementKeyType } from "@/gateway/contracts/management-key";

export interface KeyTypeChoice {
  id: ManagementKeyType;
  label: string;
  hint: string;
}

const choices: KeyTypeChoice[] = [
  {
    id: "HEADGATE_VIEW",
    label: "View",
    hint: "Reads everything but billing events and secrets.",
  },
  {
    id: "WORKSPACE_MANAGE_ALL",
    label: "Management",
    hint: "Reads and changes everything in this workspace.",
  },
  {
    id: "WORKSPACE_MANAGE_API_KEYS",
    label: "Customer keys",
    hint: "Mints, lists and revokes customers' keys, nothing else.",
  },
  {
    id: "WORKSPACE_EXPORT_METRICS",
    label: "Metrics",
    hint: "Reads the metrics, nothing else.",
  },
  {
    id: "PERSONAL",
    label: "Personal",
    hint: "Does everything, in your name.",
  },
];

/** What a new key may be; view keys are our own server's. */
export function keyTypeChoices(isHosted: boolean): KeyTypeChoice[] {
  return choices.filter(({ id }) => !isHosted || id !== "HEADGATE_VIEW");
}

/** A type in an operator's words; of one that is not known here, its name. */
export function keyTypeLabel(type: string): string {
  const known = choices.find(({ id }) => id === type);
  const words = type.toLowerCase().replaceAll("_", " ");
  return known?.label ?? words.charAt(0).toUpperCase() + words.slice(1);
}
