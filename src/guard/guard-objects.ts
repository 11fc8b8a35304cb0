// Takes the secrets of objects into a guard. Apart from the guard, for it loads the reader of JSON, which the shortest runs do not need.
import type { Guard } from '../io.ts'
import type { KubeObject } from '../object/kube-object.ts'
import type { Manifest } from '../manifest/manifest.ts'
import { createGuard, maskWith } from './guard.ts'
import { needlesOf } from './needles.ts'
import { createNeedleIndex } from './search.ts'
import { secretsIn } from './secrets-in.ts'

/** Hides what the Secrets among the objects hold, and leaves the names of all of them. */
export function guardObjects(guard: Guard, objects: readonly KubeObject[]): void {
  guard.hide(secretsIn(objects))
  guard.publish(objects.flatMap(({ kind, metadata }) => [kind, metadata.name ?? '', metadata.namespace ?? '']))
}

/** What a redactor is told beside the manifests. */
export interface RedactorOptions {
  /** Further values that are masked, such as a token. */
  readonly secrets?: readonly string[]
  /** Objects of the cluster: the values of the Secrets among them are masked, too. */
  readonly live?: readonly KubeObject[]
  /** Names that everybody sees, such as the destination's: a Secret that holds one of them makes it no secret. */
  readonly publicNames?: readonly string[]
}

/** A function that masks the values of the Secrets among the manifests. */
export function createRedactor(
  manifests: readonly Manifest[],
  { secrets = [], live = [], publicNames = [] }: RedactorOptions = {},
): (text: string) => string {
  const guard = createGuard()
  guardObjects(guard, [...manifests.map(({ object }) => object), ...live])
  guard.hide(secrets.map((value) => ({ value })))
  guard.publish(publicNames)
  return guard.mask
}

/** Masks what Secrets hold in a text about them: there even a value of one character is more than chance. Their names stay. */
export function maskOf(objects: readonly KubeObject[], names: readonly string[]): (text: string) => string {
  const index = createNeedleIndex(1)
  for (const secret of secretsIn(objects)) index.add(needlesOf(secret, 'words'))
  return (text) => maskWith(text, { index, short: new Map(), isPublic: (found) => names.includes(found) })
}
