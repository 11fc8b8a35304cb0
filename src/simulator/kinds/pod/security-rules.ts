// What the server refuses in security contexts: numbers of users and groups, and privileges that exclude each other.
import { listField, stringField } from '../../../object/kube-object.ts'
import type { JsonObject } from '../../../object/kube-object.ts'
import { objectField } from '../../server/object-edits.ts'
import { inRange, oneOf } from '../../validation/causes.ts'
import type { Causes } from '../../validation/causes.ts'

const MAX_INT = 2_147_483_647

/** Of a pod or a container: its users, its groups and its profile. */
export function validateUserIds(path: string, context: JsonObject): Causes {
  const ids = ['fsGroup', 'runAsUser', 'runAsGroup'].flatMap((name) => {
    const value = context[name]
    return typeof value === 'number' ? inRange(`${path}.${name}`, value, [0, MAX_INT]) : []
  })
  const groups = listField(context, 'supplementalGroups').flatMap((value, at) =>
    typeof value === 'number' ? inRange(`${path}.supplementalGroups[${at}]`, value, [0, MAX_INT]) : [],
  )
  const profile = stringField(objectField(context, 'seccompProfile'), 'type')
  const supported = ['Localhost', 'RuntimeDefault', 'Unconfined']
  return [...ids, ...groups, ...oneOf(`${path}.seccompProfile.type`, profile, supported)]
}

/** Of a container: what it may become. */
export function validatePrivileges(path: string, context: JsonObject): Causes {
  if (context['privileged'] !== true || context['allowPrivilegeEscalation'] !== false) return []
  const shown = JSON.stringify({ Privileged: true, AllowPrivilegeEscalation: false })
  return [
    `${path}: Invalid value: ${shown}: cannot set \`allowPrivilegeEscalation\` to false and \`privileged\` to true`,
  ]
}
