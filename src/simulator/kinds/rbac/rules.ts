// What the server refuses in roles and their bindings (kubernetes/kubernetes:pkg/apis/rbac/validation/validation.go).
import { jsonEqual, listField, stringField } from '../../../object/kube-object.ts'
import type { Json, KubeObject } from '../../../object/kube-object.ts'
import { objectField } from '../../server/object-edits.ts'
import { formedText, invalid, oneOf, optional, required, requiredTexts } from '../../validation/causes.ts'
import type { Causes } from '../../validation/causes.ts'
import { pathSegment, subdomain } from '../../validation/formats.ts'

const GROUP = 'rbac.authorization.k8s.io'

/** Why a Role or a ClusterRole cannot be stored. */
export function validateRole(object: KubeObject): Causes {
  return listField(object, 'rules').flatMap((rule, at) => ruleCauses(`rules[${at}]`, rule, object.kind))
}

/** Why a binding cannot be stored. */
export function validateBinding(object: KubeObject): Causes {
  const ref = objectField(object, 'roleRef')
  const kinds = object.kind === 'RoleBinding' ? ['Role', 'ClusterRole'] : ['ClusterRole']
  return [
    ...oneOf('roleRef.apiGroup', ref['apiGroup'], [GROUP]),
    ...oneOf('roleRef.kind', stringField(ref, 'kind') ?? '', kinds),
    ...formedText('roleRef.name', stringField(ref, 'name'), pathSegment),
    ...listField(object, 'subjects').flatMap((subject, at) => subjectCauses(`subjects[${at}]`, subject, object.kind)),
  ]
}

/** Why a binding cannot become another one: its role stays. */
export function validateBindingUpdate(before: KubeObject, after: KubeObject): Causes {
  const { apiGroup = '', kind = '', name = '' } = objectField(after, 'roleRef')
  return jsonEqual(before['roleRef'], after['roleRef'])
    ? []
    : [invalid('roleRef', { APIGroup: apiGroup, Kind: kind, Name: name }, 'field is immutable')]
}

function ruleCauses(path: string, rule: Json, kind: string): Causes {
  const urls = listField(rule, 'nonResourceURLs')
  const isEmpty = (name: string): boolean => listField(rule, name).length === 0
  const needed = (name: string, why = ''): Causes => (isEmpty(name) ? [required(`${path}.${name}`, why)] : [])
  if (urls.length === 0) {
    return [
      ...needed('apiGroups', 'resource rules must supply at least one api group'),
      ...needed('resources', 'resource rules must supply at least one resource'),
      ...needed('verbs'),
    ]
  }
  const at = `${path}.nonResourceURLs`
  const both = ['apiGroups', 'resources', 'resourceNames'].some((name) => !isEmpty(name))
  return [
    ...(kind === 'Role' ? [invalid(at, urls, 'namespaced rules cannot apply to non-resource URLs')] : []),
    ...(both ? [invalid(at, urls, 'rules cannot apply to both regular resources and non-resource URLs')] : []),
    ...needed('verbs'),
  ]
}

/** Only a binding without a namespace has to say where its ServiceAccounts live. */
function subjectCauses(path: string, subject: Json, bindingKind: string): Causes {
  const kind = stringField(subject, 'kind') ?? ''
  const group = stringField(subject, 'apiGroup') ?? ''
  const nameless = requiredTexts(path, subject, ['name'])
  if (kind === 'User' || kind === 'Group') return [...oneOf(`${path}.apiGroup`, group, [GROUP]), ...nameless]
  if (kind !== 'ServiceAccount') {
    return [...oneOf(`${path}.kind`, kind, ['ServiceAccount', 'User', 'Group']), ...nameless]
  }
  return [
    ...optional(`${path}.name`, stringField(subject, 'name'), subdomain),
    ...oneOf(`${path}.apiGroup`, group, ['']),
    ...requiredTexts(path, subject, bindingKind === 'ClusterRoleBinding' ? ['namespace'] : []),
    ...nameless,
  ]
}
