// What is said of an object without its own name, by which what is said of others is known to be the same. Pure.
import type { ResourceKey } from '../object/resource-key.ts'

/** A message about an object without its name, as the API server puts it in: `configmaps "web" is forbidden: …`, `"web" is invalid: …`. */
export function withoutOwnName(message: string, { name }: Pick<ResourceKey, 'name'>): string {
  const quoted = `"${name}"`
  const at = message.indexOf(quoted)
  // The kind stands before the name, and is the object's own, too.
  const before = at < 0 ? message : message.slice(0, at).replace(/[\w.-]+ $/, '')
  return at < 0 ? message : `${before}${message.slice(at + quoted.length).replaceAll(quoted, '')}`
}
