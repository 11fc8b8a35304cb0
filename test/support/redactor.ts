// A guard that has heard of some manifests, as a function on texts.
import { createGuard } from '../../src/guard/guard.ts'
import { guardObjects } from '../../src/guard/guard-objects.ts'
import type { Manifest } from '../../src/manifest/manifest.ts'
import type { KubeObject } from '../../src/object/kube-object.ts'

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
