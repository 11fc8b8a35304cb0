// Compares what was written with the recorded steps: order between steps counts, order inside one does not.

/** Seconds in generated names differ from run to run. */
const GENERATED = /-(presync|sync|postsync|syncfail)-\d+/g

/** How writes differ from recorded steps, for people; undefined where they are equal. */
export function difference(writes: readonly string[], steps: readonly (readonly string[])[]): string | undefined {
  const left = writes.map((write) => write.replace(GENERATED, '-$1-TIME'))
  for (const [index, step] of steps.entries()) {
    const wanted = step.map((write) => write.replace(GENERATED, '-$1-TIME')).toSorted()
    const found = left.splice(0, wanted.length).toSorted()
    if (JSON.stringify(wanted) === JSON.stringify(found)) continue
    return `step ${index + 1}: recorded ${list(wanted)}, written ${list(found)}; all written: ${list(writes)}`
  }
  return left.length === 0 ? undefined : `written beyond the recording: ${list(left)}`
}

function list(writes: readonly string[]): string {
  return writes.length === 0 ? 'nothing' : writes.join(' | ')
}
