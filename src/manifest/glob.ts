// Globs as Argo CD's directory source has them (argo-cd:util/glob, github.com/gobwas/glob without separators). Pure.

/**
 * Whether a text is what a pattern says; undefined: it is not a pattern. `*` and `**` are any text, `/` too, `?` is any
 * character, `[abc]`, `[a-z]`, `[!a]` one of some, `{a,b}` one of several patterns, `\` takes what follows as it is.
 * No library knows this form: to those `*` ends at a `/`.
 */
export function globMatcher(pattern: string): ((text: string) => boolean) | undefined {
  const source = toRegExp(pattern)
  if (source === undefined) return undefined
  const expression = new RegExp(`^(?:${source})$`, 'su')
  return (text) => expression.test(text)
}

function toRegExp(pattern: string): string | undefined {
  const characters = Array.from(pattern)
  let source = ''
  let depth = 0
  for (let index = 0; index < characters.length; index += 1) {
    const character = characters[index] ?? ''
    if (character === '\\') {
      index += 1
      const next = characters[index]
      if (next === undefined) return undefined
      source += literal(next)
    } else if (character === '[') {
      const end = characters.indexOf(']', index + 2)
      const set = end < 0 ? undefined : characterSet(characters.slice(index + 1, end))
      if (set === undefined) return undefined
      source += set
      index = end
    } else if (character === '{') {
      depth += 1
      source += '(?:'
    } else if (character === '}' && depth > 0) {
      depth -= 1
      source += ')'
    } else if (character === ',' && depth > 0) source += '|'
    else if (character === '*') source += '.*'
    else source += character === '?' ? '.' : literal(character)
  }
  return depth === 0 ? source : undefined
}

function characterSet(characters: readonly string[]): string | undefined {
  const negated = characters[0] === '!'
  const members = negated ? characters.slice(1) : characters
  if (members.length === 0) return undefined
  const [low, dash, high] = members
  const isRange = members.length === 3 && dash === '-' && low !== undefined && high !== undefined
  if (isRange && low > high) return undefined
  const inside = isRange ? `${member(low)}-${member(high)}` : members.map(member).join('')
  return `[${negated ? '^' : ''}${inside}]`
}

function member(character: string): string {
  return character === '-' ? '\\-' : literal(character)
}

/** With every sign that means something escaped. */
function literal(character: string): string {
  return /[\\^$.*+?()[\]{}|/]/.test(character) ? `\\${character}` : character
}
