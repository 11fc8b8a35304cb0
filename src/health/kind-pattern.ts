// A kind with wildcards, as Argo CD's settings have it → a pattern. Knows no kinds.

/**
 * As github.com/gobwas/glob without separators: a star is anything, slashes too (argo-cd:util/glob/glob.go). Undefined: it is
 * none, such as `[z-a]`.
 */
export function globPattern(glob: string): RegExp | undefined {
  const segments = ['']
  for (const part of partsOf(glob)) {
    if (part.startsWith('*')) segments.push('')
    else segments.push((segments.pop() ?? '') + partPattern(part))
  }
  const last = segments.length > 1 ? `.*${segments.pop() ?? ''}` : ''
  const [first = '', ...middle] = segments
  // What stands between two stars is taken where it comes first and nowhere else: many stars would take for ever to say no.
  let groups = 0
  const between = middle.map((text) => (text.includes('(?:') ? `.*${text}` : `(?=(.*?${text}))\\${(groups += 1)}`))
  try {
    return new RegExp(`^${first}${between.join('')}${last}$`, 's')
  } catch {
    return undefined
  }
}

function partsOf(glob: string): readonly string[] {
  return glob.match(/\\.|\*+|\?|\[[^\]]+\]|\{[^}]*\}|[^]/gs) ?? []
}

function partPattern(part: string): string {
  if (part.startsWith('*')) return '.*'
  if (part === '?') return '.'
  if (part.startsWith('[') && part.length > 1) return part.replace(/^\[!/, '[^').replaceAll('\\', '\\\\')
  if (part.startsWith('{') && part.length > 1) {
    const words = part.slice(1, -1).split(',')
    return `(?:${words.map((word) => partsOf(word).map(partPattern).join('')).join('|')})`
  }
  return part.replace(/^\\(?=.)/s, '').replace(/[\\^$.*+?()[\]{}|/-]/g, '\\$&')
}
