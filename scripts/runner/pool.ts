// Runs asynchronous work, so many pieces at a time. Knows nothing of tests.

/** Calls `work` on each item, at most `size` at once; results stand in the order of the items. */
export async function runPool<Item, Result>(
  items: readonly Item[],
  size: number,
  work: (item: Item) => Promise<Result>,
): Promise<readonly Result[]> {
  const results = new Map<number, Result>()
  const queue = items.entries()
  const worker = async (): Promise<void> => {
    // One iterator for all workers: each takes the next item.
    for (const [index, item] of queue) results.set(index, await work(item))
  }
  await Promise.all(Array.from({ length: Math.max(1, size) }, worker))
  return [...results].toSorted(([a], [b]) => a - b).map(([, result]) => result)
}
