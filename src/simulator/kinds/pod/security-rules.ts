// What the server refuses in security contexts: numbers of users and groups, and privileges that exclude each other.
import { listField, stringField } from '../../../object/kube-object.ts'
import type { Json, JsonObject } from '../../../object/kube-object.ts'
import { inRange, invalid, oneOf } from '../../validation/causes.ts'
import type { Causes } from '../../validation/causes.ts'

const MAX_INT = 2_147_483_647

/** Of a pod or a container: its users, its groups and its profile. */
export function validateUserIds(path: string, context: JsonObject): Causes {
  const idCauses = (name: string, id: Json | undefined): Causes =>
    typeof id === 'number' ? inRange(`${path}.${name}`, id, [0, MAX_INT]) : []
  const profile = stringField(context, 'seccompProfile', 'type')
  return [
    ...['fsGroup', 'runAsUser', 'runAsGroup'].flatMap((name) => idCauses(name, context[name])),
    ...listField(context, 'supplementalGroups').flatMap((id, at) => idCauses(`supplementalGroups[${at}]`, id)),
    ...oneOf(`${path}.seccompProfile.type`, profile, ['Localhost', 'RuntimeDefault', 'Unconfined']),
  ]
}

/** Of a container: what it may become. */
export function validatePrivileges(path: string, context: JsonObject): Causes {
  if (context['privileged'] !== true || context['allowPrivilegeEscalation'] !== false) return []
  const shown = { Privileged: true, AllowPrivilegeEscalation: false }
  return [invalid(path, shown, 'cannot set `allowPrivilegeEscalation` to false and `privileged` to true')]
}
