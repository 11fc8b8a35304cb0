// Parts of an output that is too long for a page. Pure.

/** The last lines. */
export function ending(text: string, lines: number): string {
  return ['…', ...text.trimEnd().split('\n').slice(-lines)].join('\n')
}

/** The lines that hold one of the words, each with the deeper ones below it; `…` stands for those between. */
export function passages(text: string, words: readonly string[]): string {
  const shown: string[] = []
  let inside = true
  for (const line of text.trimEnd().split('\n')) {
    const isBelow: boolean = line.startsWith('    ') && inside
    inside = isBelow || words.some((word) => line.includes(word))
    if (inside) shown.push(line)
    else if (line === '') shown.push('')
    else if (shown.findLast((told) => told !== '') !== '…') shown.push('…')
  }
  const missing = words.filter((word) => !text.includes(word))
  if (missing.length > 0) throw new Error(`the output does not hold ${missing.join(', ')}`)
  return shown.join('\n')
}
