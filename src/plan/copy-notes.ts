// Copies of an app's objects, which bear its marks: they stay, and that is told. Pure.
import type { Diagnostic } from '../manifest/diagnostic.ts'
import { listField } from '../object/kube-object.ts'
import type { KubeObject } from '../object/kube-object.ts'
import { firstOf } from '../object/one-line.ts'
import { formatKey, keyOf, shortKey } from '../object/resource-key.ts'
import type { ResourceKey } from '../object/resource-key.ts'
import { appText, isCopy, PART_OF, TRACKING_ID } from './app-mark.ts'
import type { PlanContext } from './sync-plan.ts'

/** Those that no manifest names. What another object owns goes with that. */
export function copyNotes(
  targets: readonly { readonly key: ResourceKey }[],
  { app, prune }: Pick<PlanContext, 'app' | 'prune'>,
  stays: (object: KubeObject) => boolean,
): readonly Diagnostic[] {
  if (app === undefined) return []
  const named = new Set(targets.map(({ key }) => formatKey(key)))
  const copies = prune.members.filter((object) => {
    const hasOwner = listField(object, 'metadata', 'ownerReferences').length > 0
    return isCopy(object, app) && !hasOwner && !named.has(formatKey(keyOf(object))) && stays(object)
  })
  if (copies.length === 0) return []
  const names = firstOf(
    copies.map((object) => shortKey(keyOf(object))),
    8,
  )
  const bear = copies.length === 1 ? 'bears' : 'bear'
  const message = `${names} ${bear} the label of app ${appText(app.name)}, but no ${TRACKING_ID} of its own, as a copy: left alone`
  return [{ code: 'COPY', severity: 'note', message, hint: `take the label ${PART_OF} off, and it is not told again` }]
}
