// A definition is accepted, then established; deleted, it takes its objects along.
import { field, listField, stringField } from '../../../object/kube-object.ts'
import type { KubeObject } from '../../../object/kube-object.ts'
import { objectField, withStatus, withoutFinalizer } from '../../server/object-edits.ts'
import { deleteAction, IDLE, isDeleting, isTrue, ofKind, visitsTo, withCondition } from '../../stages/stage.ts'
import type { Stage } from '../../stages/stage.ts'

/** Keeps a definition until its objects are gone. */
export const DEFINITION_FINALIZER = 'customresourcecleanup.apiextensions.k8s.io'

/** A definition is Established a moment after it came; deleted, it takes its objects along. */
export const definitionStage: Stage = {
  name: 'definition',
  affects: (change, world) => {
    if (change.key.kind === 'CustomResourceDefinition')
      return ofKind('apiextensions.k8s.io', 'CustomResourceDefinition')(change)
    if (change.type !== 'deleted') return []
    const definitions = world.list('apiextensions.k8s.io', 'CustomResourceDefinition').filter(isDeleting)
    return visitsTo(definitions.filter((each) => stringField(each, 'spec', 'names', 'kind') === change.key.kind))
  },
  visit: (definition, world) => {
    const group = stringField(definition, 'spec', 'group') ?? ''
    const kind = stringField(definition, 'spec', 'names', 'kind') ?? ''
    if (isDeleting(definition)) {
      const objects = world.list(group, kind)
      if (objects.length > 0) return { actions: objects.filter((object) => !isDeleting(object)).map(deleteAction) }
      return { actions: [{ do: 'update', object: withoutFinalizer(definition, DEFINITION_FINALIZER) }] }
    }
    const { neverReady, readyAfter = 0 } = world.life(definition)
    if (isTrue(definition, 'Established') || neverReady === true) return IDLE
    const accepted = { type: 'NamesAccepted', status: 'True', reason: 'NoConflicts', message: 'no conflicts found' }
    const message = 'the initial names have been accepted'
    const isAccepted = isTrue(definition, 'NamesAccepted')
    const [status, reason] = isAccepted ? ['True', 'InitialNamesAccepted'] : ['False', 'Installing']
    const conditions = [accepted, { type: 'Established', status, reason, message }].reduce(
      (known, condition) => withCondition(known, condition, { now: world.now }),
      listField(definition, 'status', 'conditions'),
    )
    const acceptedNames = objectField(definition, 'spec', 'names')
    const named = { ...objectField(definition, 'status'), conditions, acceptedNames }
    const after = { situation: isAccepted ? 'accepted' : 'new', milliseconds: isAccepted ? 10 : 10 + readyAfter }
    return { after, actions: [{ do: 'update', object: withStatus(definition, named) }] }
  },
}

/** The versions that objects of a definition may be stored in. */
export function storedVersionsOf(definition: KubeObject): readonly string[] {
  return listField(definition, 'spec', 'versions')
    .filter((version) => field(version, 'storage') === true)
    .map((version) => stringField(version, 'name') ?? '')
}
