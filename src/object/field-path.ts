// A field's path as an API server writes it → its parts. Pure.

/** A name, a place in a list, or the item of a list with these keys. */
export type PathPart = string | number | Readonly<Record<string, string>>

/** `.spec.containers[name="web"].image` or `spec.containers[0].image`, `data[not a key]`; undefined: it is not a path. */
export function parseFieldPath(text: string): readonly PathPart[] | undefined {
  const parts: PathPart[] = []
  let rest = text.startsWith('.') || text.startsWith('[') ? text : `.${text}`
  while (rest !== '') {
    const found = /^\.([\w-]+)|^\[((?:[^"\]]|"(?:[^"\\]|\\.)*")*)\]/.exec(rest)
    if (found === null) return undefined
    parts.push(found[1] ?? bracketPart(found[2] ?? ''))
    rest = rest.slice(found[0].length)
  }
  return parts.length === 0 ? undefined : parts
}

function bracketPart(text: string): PathPart {
  if (/^\d+$/.test(text)) return Number(text)
  const pairs = [...text.matchAll(/([\w-]+)=(?:"((?:[^"\\]|\\.)*)"|([^,]*))(?:,|$)/g)]
  if (pairs.length === 0) return text
  return Object.fromEntries(pairs.map(([, key = '', quoted, bare]) => [key, quoted ?? bare ?? '']))
}
