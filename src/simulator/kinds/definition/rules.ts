// What the server refuses in definitions of kinds (kubernetes/apiextensions-apiserver:pkg/apis/apiextensions/validation/validation.go).
import { field, isJsonObject, listField, stringField } from '../../../object/kube-object.ts'
import type { Json, KubeObject } from '../../../object/kube-object.ts'
import { objectField } from '../../server/object-edits.ts'
import { isTrue } from '../../stages/stage.ts'
import { formed, invalid, oneOf, required, requiredTexts } from '../../validation/causes.ts'
import type { Causes } from '../../validation/causes.ts'
import { subdomain } from '../../validation/formats.ts'
import { immutable } from '../../validation/immutable.ts'
import { storedVersionsOf } from './controller.ts'

const APPROVAL = 'api-approved.kubernetes.io'

const NO_PRESERVING =
  'cannot set to true, set x-kubernetes-preserve-unknown-fields to true in spec.versions[*].schema instead'

/** Why a definition cannot be stored. `before`: the one that it replaces. */
export function validateDefinition(object: KubeObject, before: KubeObject | undefined): Causes {
  const spec = objectField(object, 'spec')
  const versions = listField(spec, 'versions')
  return [
    ...(before === undefined ? nameCauses(object) : []),
    ...groupCauses(stringField(spec, 'group') ?? ''),
    ...(spec['scope'] === undefined ? [required('spec.scope')] : []),
    ...oneOf('spec.scope', spec['scope'], ['Cluster', 'Namespaced']),
    ...schemaCauses(versions),
    ...versionCauses(versions),
    ...requiredTexts('spec.names', spec['names'], ['plural', 'singular', 'kind', 'listKind']),
    ...storedCauses(object, before),
    ...(before === undefined ? approvalCauses(object) : []),
    ...(spec['preserveUnknownFields'] === true && field(before, 'spec', 'preserveUnknownFields') !== true
      ? [invalid('spec.preserveUnknownFields', true, NO_PRESERVING)]
      : []),
  ]
}

/** Why a definition cannot become another one: what it stores has a name and a scope. */
export function validateDefinitionUpdate(before: KubeObject, after: KubeObject): Causes {
  const established = isTrue(before, 'Established') ? ['spec.scope', 'spec.names.kind'] : []
  return immutable(before, after, [...established, 'spec.group', 'spec.names.plural'])
}

function nameCauses(object: KubeObject): Causes {
  const { name = '' } = object.metadata
  const wanted = `${stringField(object, 'spec', 'names', 'plural')}.${stringField(object, 'spec', 'group')}`
  return name === wanted ? [] : [invalid('metadata.name', name, 'must be spec.names.plural+"."+spec.group')]
}

function groupCauses(group: string): Causes {
  if (group === '') return [required('spec.group')]
  const wrong = formed('spec.group', group, subdomain)
  return wrong.length > 0 || group.includes('.')
    ? wrong
    : [invalid('spec.group', group, 'should be a domain with at least one dot')]
}

/** A single version is told as the whole. */
function schemaCauses(versions: readonly Json[]): Causes {
  return versions.flatMap((version, at) => {
    const schema = field(version, 'schema', 'openAPIV3Schema')
    if (!isJsonObject(schema)) return [required(`spec.versions[${at}].schema.openAPIV3Schema`)]
    const path = versions.length === 1 ? 'spec.validation' : `spec.versions[${at}].schema`
    const type = stringField(schema, 'type') ?? ''
    return type === '' ? [required(`${path}.openAPIV3Schema.type`, 'must not be empty at the root')] : []
  })
}

function versionCauses(versions: readonly Json[]): Causes {
  const stored = versions.filter((version) => field(version, 'storage') === true).length
  const names = versions.map((version) => stringField(version, 'name') ?? '')
  const shown = versions.map((version, at) => ({
    Name: names[at] ?? '',
    Served: field(version, 'served') === true,
    Storage: field(version, 'storage') === true,
    Deprecated: false,
    DeprecationWarning: null,
    Schema: null,
    Subresources: null,
    AdditionalPrinterColumns: null,
    SelectableFields: null,
  }))
  return [
    ...(new Set(names).size < names.length
      ? [invalid('spec.versions', shown, 'must contain unique version names')]
      : []),
    ...(stored === 1
      ? []
      : [invalid('spec.versions', shown, 'must have exactly one version marked as storage version')]),
  ]
}

/** A version of which there may be stored objects stays; a new definition has stored its first storage version. */
function storedCauses(object: KubeObject, before: KubeObject | undefined): Causes {
  const path = 'status.storedVersions'
  if (before === undefined) {
    const [first, ...others] = storedVersionsOf(object)
    if (first === undefined) return [invalid(path, null, 'must have at least one stored version')]
    return others.map((name) => invalid(path, [first], `must have the storage version ${name}`))
  }
  const names = listField(object, 'spec', 'versions').map((version) => stringField(version, 'name'))
  return listField(before, 'status', 'storedVersions').flatMap((name, at) => {
    if (typeof name !== 'string' || names.includes(name)) return []
    const why = `missing from spec.versions; ${name} was previously a storage version, and must remain in spec.versions until a storage migration ensures no data remains persisted in ${name} and removes ${name} from status.storedVersions`
    return [invalid(`${path}[${at}]`, name, why)]
  })
}

function approvalCauses(object: KubeObject): Causes {
  const group = stringField(object, 'spec', 'group') ?? ''
  const isProtected = /(?:^|\.)(?:k8s|kubernetes)\.io$/.test(group)
  const why = `protected groups must have approval annotation "${APPROVAL}", see https://github.com/kubernetes/enhancements/pull/1111`
  return isProtected && (object.metadata.annotations?.[APPROVAL] ?? '') === ''
    ? [required(`metadata.annotations[${APPROVAL}]`, why)]
    : []
}
