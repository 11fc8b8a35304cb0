// What of a URL nobody may see: user, password, and the values of its query, where tokens stand. Pure.
import type { Secret } from '../io.ts'

const URL_SHAPE = /^[a-z][a-z0-9+.-]*:\/\//i

/** User, password and the values of the query of a URL. */
export function secretsInUrl(text: string): readonly Secret[] {
  const url = URL_SHAPE.test(text) && URL.canParse(text) ? new URL(text) : undefined
  if (url === undefined) return []
  const found = [
    { key: 'user', value: url.username },
    { key: 'password', value: url.password },
    ...[...url.searchParams].map(([key, value]) => ({ key, value })),
  ]
  return found
    .flatMap(({ key, value }) => [value, decodePercent(value)].map((one) => ({ key, value: one })))
    .filter(({ value }) => value !== '')
}

function decodePercent(text: string): string {
  try {
    return decodeURIComponent(text)
  } catch {
    return text
  }
}

/** A URL for people: without user, password, and the values of its query, where tokens stand. */
export function publicUrl(text: string): string {
  const url = URL_SHAPE.test(text) && URL.canParse(text) ? new URL(text) : undefined
  if (url === undefined || (url.username === '' && url.password === '' && url.search === '')) return text
  const bare = text
    .replace(/#.*$/s, '')
    .replace(/\?.*$/s, '')
    .replace(/^([^/]*\/\/)[^/]*@/, '$1***@')
  return url.search === '' ? bare : `${bare}?***`
}
