import type { LimitEnforcement } from "../../gateway/contracts/group";
import { dayMs } from "../../gateway/contracts/leaves/time";
import type { Random } from "./random";
import { sampleName } from "./sample-names";

export interface SampleGroup {
  id: string;
  rootId: string;
  parent: SampleGroup | null;
  /** From the root to the group itself. */
  path: string[];
  externalEntityId: string;
  name: string | null;
  limitEnforcement: LimitEnforcement;
  slugs: string[];
  createdAt: Date;
}

export interface SampleTreeOptions {
  groups: number;
  /** Offered to every group; each takes some. */
  slugs: readonly [string, ...string[]];
  nowMs: number;
  createId: () => string;
  random: Random;
}

/** What sample groups are recognised by, so that a second seed notices the first. */
export const sampleIdPattern = "^(customer|team|project|workload|run)-[0-9]{6}$";
const kinds = ["customer", "team", "project", "workload", "run"] as const;

/** One customer owns about this share of all groups: large trees are where limits get slow. */
const largestTreeShare = 0.1;
const ageMsMax = 200 * dayMs;

/**
 * Customers with teams, projects and below, five levels at most, parents before their children.
 * Every third customer shares one pool (CASCADING).
 */
export function sampleTree(options: SampleTreeOptions): SampleGroup[] {
  const { groups, random } = options;
  const all: SampleGroup[] = [];
  const largest = Math.floor(groups * largestTreeShare);
  while (all.length < groups) {
    const isFirst = all.length === 0;
    const wanted = isFirst ? Math.max(1, largest) : treeSize(random);
    growTree(options, all, Math.min(wanted, groups - all.length));
  }
  return all;
}

/** Most customers are small; one in ten has some dozens of groups. */
function treeSize(random: Random): number {
  return random.next() < 0.1 ? random.integer(20, 80) : random.integer(1, 9);
}

function growTree(options: SampleTreeOptions, all: SampleGroup[], size: number): void {
  const { random } = options;
  const tree: SampleGroup[] = [];
  for (let count = 0; count < size; count += 1) {
    const group = sampleGroup(options, all.length, chooseParent(random, tree));
    tree.push(group);
    all.push(group);
  }
}

/** The older a group, the more children it gets, so that trees are wide above and thin below. */
function chooseParent(random: Random, tree: readonly SampleGroup[]): SampleGroup | null {
  if (tree.length === 0) return null;
  for (;;) {
    const parent = tree[Math.floor(random.next() ** 2 * tree.length)];
    if (parent && parent.path.length < kinds.length) return parent;
  }
}

function sampleGroup(
  { random, slugs, nowMs, createId, groups }: SampleTreeOptions,
  index: number,
  parent: SampleGroup | null,
): SampleGroup {
  const id = createId();
  const level = parent?.path.length ?? 0;
  const number = String(index + 1).padStart(6, "0");
  const offered = parent?.slugs ?? slugs;
  const own = offered.filter((_, position) => position === 0 || random.next() < 0.6);
  return {
    id,
    rootId: parent?.rootId ?? id,
    parent,
    path: [...(parent?.path ?? []), id],
    externalEntityId: `${kinds[level]}-${number}`,
    name: sampleName(random, level, index + 1),
    limitEnforcement:
      parent?.limitEnforcement ?? (random.next() < 1 / 3 ? "CASCADING" : "INDEPENDENT"),
    slugs: [...own],
    createdAt: new Date(nowMs - ageMsMax + Math.floor((ageMsMax * index) / groups)),
  };
}
