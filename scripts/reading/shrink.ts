// Makes a text that fails smaller, as long as it still fails.

/** The smallest text that was found: first lines go, then characters. */
export async function shrink(text: string, fails: (candidate: string) => Promise<boolean>): Promise<string> {
  const lines = await shrinkParts(text.split(/(?<=\n)/), (parts) => fails(parts.join('')))
  const characters = await shrinkParts(lines.join('').split(''), (parts) => fails(parts.join('')))
  return characters.join('')
}

/** Leaves out halves, quarters and so on, down to single parts. */
async function shrinkParts(
  parts: readonly string[],
  fails: (candidate: readonly string[]) => Promise<boolean>,
): Promise<readonly string[]> {
  let kept = parts
  for (let size = Math.ceil(kept.length / 2); size >= 1; size = size === 1 ? 0 : Math.ceil(size / 2)) {
    for (let start = 0; start < kept.length;) {
      const candidate = [...kept.slice(0, start), ...kept.slice(start + size)]
      if (candidate.length > 0 && (await fails(candidate))) kept = candidate
      else start += size
    }
  }
  return kept
}
