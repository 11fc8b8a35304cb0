// Takes the secrets of objects into a guard. Apart from the guard, for it loads the reader of JSON, which the shortest runs do not need.
import type { Guard } from '../io.ts'
import type { KubeObject } from '../object/kube-object.ts'
import { maskWith } from './guard.ts'
import { needlesOf } from './needles.ts'
import { createNeedleIndex } from './search.ts'
import { secretsIn } from './secrets-in.ts'

/** Hides what the Secrets among the objects hold, and leaves the names of all of them. */
export function guardObjects(guard: Guard, objects: readonly KubeObject[]): void {
  guard.hide(secretsIn(objects))
  guard.publish(objects.flatMap(({ kind, metadata }) => [kind, metadata.name ?? '', metadata.namespace ?? '']))
}

/** Masks what Secrets hold in a text about them: there even a value of one character is more than chance. Their names stay. */
export function maskOf(objects: readonly KubeObject[], names: readonly string[]): (text: string) => string {
  const index = createNeedleIndex(1)
  for (const secret of secretsIn(objects)) index.add(needlesOf(secret, 'words'))
  return (text) => maskWith(text, { index, short: new Map(), isPublic: (found) => names.includes(found) })
}
