/**
 * A list whose elements are counted as they are read: that a computation is linear is told from how
 * often it reads, whatever the machine.
 */
export function countReads<Item>(items: readonly Item[]): { items: Item[]; reads(): number } {
  let reads = 0;
  const counted = new Proxy([...items], {
    get(target, key, receiver) {
      if (typeof key === "string" && /^\d+$/.test(key)) reads += 1;
      return Reflect.get(target, key, receiver);
    },
  });
  return { items: counted, reads: () => reads };
}
