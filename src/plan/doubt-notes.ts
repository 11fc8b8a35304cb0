// What is told where an app's inventory may tell of too little. Pure.
import type { Diagnostic } from '../manifest/diagnostic.ts'
import type { KubeObject } from '../object/kube-object.ts'
import { firstOf } from '../object/one-line.ts'
import type { ResourceKey } from '../object/resource-key.ts'
import type { PrunePlan } from './sync-plan.ts'
import { definedKind } from './task-order.ts'

/** That it is believed although it was edited, and which of its kinds nobody serves. Those that the manifests bring, or have, are not told. */
export function doubtNotes(
  targets: readonly { readonly key: ResourceKey; readonly object: KubeObject }[],
  { doubts }: PrunePlan,
): readonly Diagnostic[] {
  if (doubts === undefined) return []
  const text = ({ group, kind }: Pick<ResourceKey, 'group' | 'kind'>): string => `${group}/${kind}`
  const known = new Set(targets.flatMap((target) => [text(target.key), definedKind(target) ?? []].flat()))
  const names = doubts.unserved
    .filter((kind) => !known.has(text(kind)))
    .map(({ group, kind }) => (group === '' ? kind : `${kind}.${group}`))
  const notes: Diagnostic[] = []
  if (doubts.edited !== undefined) {
    const message = `the inventory is believed as it stands, although ${doubts.edited}`
    notes.push({ code: 'EDITED_INVENTORY', severity: 'warning', message })
  }
  if (names.length > 0) {
    const message = `the inventory names what the server does not serve: ${firstOf(names, 8)}`
    const hint =
      'if their definition was deleted, their objects went with it; if their API server is away, bring it back first'
    notes.push({ code: 'UNSERVED_KIND', severity: 'warning', message, hint })
  }
  return notes
}
