// Globs as Argo CD has them (argo-cd:util/glob/glob.go, github.com/gobwas/glob without separators). Pure.

/** One character, any text, or one of several patterns. */
type Part = ((character: string) => boolean) | 'any text' | readonly Pattern[]
type Pattern = readonly Part[]

/** Alternatives inside alternatives, so deep and no deeper: nobody writes ten. */
const DEEPEST = 100

/**
 * Whether a text is what a pattern says; undefined: it is not a pattern. `*` and `**` are any text, `/` too, `?` is any
 * character, `[abc]`, `[a-z]`, `[!a]` one of some, `{a,b}` one of several patterns, `\` takes what follows as it is.
 * No library knows this form: to those `*` ends at a `/`. Takes so many steps as pattern times text are long: each part is gone
 * through once, with all the places of the text that it may begin at.
 */
export function globMatcher(pattern: string): ((text: string) => boolean) | undefined {
  const parts = parse(Array.from(pattern))
  if (parts === undefined) return undefined
  return (text) => {
    const characters = Array.from(text)
    return ends(parts, new Set([0]), characters).has(characters.length)
  }
}

/** Where in the text the pattern may have come to an end, by where it may begin. */
function ends(pattern: Pattern, begins: ReadonlySet<number>, text: readonly string[]): ReadonlySet<number> {
  let places = begins
  for (const part of pattern) {
    if (places.size === 0) break
    places = endsOfPart(part, places, text)
  }
  return places
}

function endsOfPart(part: Part, begins: ReadonlySet<number>, text: readonly string[]): ReadonlySet<number> {
  const found = new Set<number>()
  if (part === 'any text') {
    for (let place = Math.min(...begins); place <= text.length; place += 1) found.add(place)
  } else if (typeof part === 'function') {
    for (const place of begins) {
      const character = text[place]
      if (character !== undefined && part(character)) found.add(place + 1)
    }
  } else for (const pattern of part) for (const place of ends(pattern, begins, text)) found.add(place)
  return found
}

function parse(characters: readonly string[]): Pattern | undefined {
  /** What is open, the outermost first: the alternatives of each so far, of which the last goes on. */
  const open: Part[][][] = [[[]]]
  const add = (part: Part): void => void open.at(-1)?.at(-1)?.push(part)
  for (let index = 0; index < characters.length; index += 1) {
    const character = characters[index] ?? ''
    if (character === '\\') {
      index += 1
      const next = characters[index]
      if (next === undefined) return undefined
      add((one) => one === next)
    } else if (character === '[') {
      const end = characters.indexOf(']', index + 2)
      const set = end < 0 ? undefined : characterSet(characters.slice(index + 1, end))
      if (set === undefined) return undefined
      add(set)
      index = end
    } else if (character === '{') {
      if (open.push([[]]) > DEEPEST) return undefined
    } else if (character === '}' && open.length > 1) add(open.pop() ?? [])
    else if (character === ',' && open.length > 1) open.at(-1)?.push([])
    else if (character === '*') add('any text')
    else add(character === '?' ? () => true : (one) => one === character)
  }
  return open.length === 1 ? open[0]?.[0] : undefined
}

function characterSet(characters: readonly string[]): ((character: string) => boolean) | undefined {
  const negated = characters[0] === '!'
  const members = negated ? characters.slice(1) : characters
  if (members.length === 0) return undefined
  const [low, dash, high] = members
  if (members.length !== 3 || dash !== '-' || low === undefined || high === undefined)
    return (one) => members.includes(one) !== negated
  const [first, last] = [codeOf(low), codeOf(high)]
  return first > last ? undefined : (one) => (codeOf(one) >= first && codeOf(one) <= last) !== negated
}

function codeOf(character: string): number {
  return character.codePointAt(0) ?? 0
}
