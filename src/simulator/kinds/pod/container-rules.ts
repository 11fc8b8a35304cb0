// What the server refuses in containers: names, ports, environment, mounts.
import { field, isJsonObject, listField, numberField, stringField } from '../../../object/kube-object.ts'
import type { Json, JsonObject } from '../../../object/kube-object.ts'
import { objectField } from '../../server/object-edits.ts'
import {
  forbidden,
  formedText,
  inRange,
  invalid,
  notFound,
  oneOf,
  optional,
  required,
  requiredTexts,
  duplicate,
} from '../../validation/causes.ts'
import type { Causes } from '../../validation/causes.ts'
import { configKey, labelName, portName, subdomain, variableName } from '../../validation/formats.ts'
import { PORTS } from '../../validation/ports.ts'
import { validateProbes } from './probe-rules.ts'
import { validateResources } from '../../validation/resources.ts'
import { validatePrivileges, validateUserIds } from './security-rules.ts'

const PROTOCOLS = ['SCTP', 'TCP', 'UDP']

/** Why the containers of a pod cannot be as specified. `volumes`: the names that they may mount. */
export function validateContainers(path: string, spec: JsonObject, volumes: ReadonlySet<string>): Causes {
  const containers = listField(spec, 'containers')
  const names = new Set<string>()
  const checked = (list: string, container: Json, at: number): Causes => {
    const place = `${path}.${list}[${at}]`
    const name = stringField(container, 'name') ?? ''
    const twice = name !== '' && names.has(name) ? [duplicate(`${place}.name`, name)] : []
    names.add(name)
    return [...validateContainer(place, container, volumes), ...twice, ...probeCauses(list, place, container)]
  }
  return [
    ...(containers.length === 0 ? [required(`${path}.containers`)] : []),
    ...containers.flatMap((container, at) => checked('containers', container, at)),
    ...listField(spec, 'initContainers').flatMap((container, at) => checked('initContainers', container, at)),
    ...(spec['hostNetwork'] === true
      ? containers.flatMap((each, at) => hostPortCauses(`${path}.containers[${at}]`, each))
      : []),
  ]
}

function validateContainer(path: string, container: Json, volumes: ReadonlySet<string>): Causes {
  const context = objectField(container, 'securityContext')
  return [
    ...formedText(`${path}.name`, stringField(container, 'name'), labelName),
    ...requiredTexts(path, container, ['image']),
    ...portCauses(`${path}.ports`, listField(container, 'ports')),
    ...listField(container, 'env').flatMap((variable, at) => variableCauses(`${path}.env[${at}]`, variable)),
    ...listField(container, 'envFrom').flatMap((source, at) => sourceCauses(`${path}.envFrom`, source, at)),
    ...mountCauses(`${path}.volumeMounts`, listField(container, 'volumeMounts'), volumes),
    ...oneOf(`${path}.imagePullPolicy`, field(container, 'imagePullPolicy'), ['Always', 'IfNotPresent', 'Never']),
    ...validateResources(`${path}.resources`, objectField(container, 'resources')),
    ...validateUserIds(`${path}.securityContext`, context),
    ...validatePrivileges(`${path}.securityContext`, context),
  ]
}

/** A container that ends before the others start has no probes. */
function probeCauses(list: string, path: string, container: Json): Causes {
  if (list === 'containers' || stringField(container, 'restartPolicy') === 'Always')
    return validateProbes(path, container)
  return ['lifecycle', 'livenessProbe', 'readinessProbe', 'startupProbe']
    .filter((name) => field(container, name) !== undefined)
    .map((name) => forbidden(`${path}.${name}`, 'may not be set for init containers without restartPolicy=Always'))
}

function portCauses(path: string, ports: readonly Json[]): Causes {
  const names = new Set<string>()
  return ports.flatMap((port, at) => {
    const place = `${path}[${at}]`
    const name = stringField(port, 'name') ?? ''
    const wrong = optional(`${place}.name`, name, portName)
    const twice = wrong.length === 0 && names.has(name) ? [duplicate(`${place}.name`, name)] : []
    if (name !== '') names.add(name)
    const number = numberField(port, 'containerPort') ?? 0
    const host = numberField(port, 'hostPort') ?? 0
    return [
      ...wrong,
      ...twice,
      ...(number === 0 ? [required(`${place}.containerPort`)] : inRange(`${place}.containerPort`, number, PORTS)),
      ...(host === 0 ? [] : inRange(`${place}.hostPort`, host, PORTS)),
      ...oneOf(`${place}.protocol`, field(port, 'protocol'), PROTOCOLS),
    ]
  })
}

function hostPortCauses(path: string, container: Json): Causes {
  return listField(container, 'ports').flatMap((port, at) => {
    const host = numberField(port, 'hostPort') ?? 0
    if (host === 0 || host === numberField(port, 'containerPort')) return []
    return [invalid(`${path}.ports[${at}].hostPort`, host, 'must match `containerPort` when `hostNetwork` is true')]
  })
}

function variableCauses(path: string, variable: Json): Causes {
  const source = field(variable, 'valueFrom')
  return [
    ...formedText(`${path}.name`, stringField(variable, 'name'), variableName),
    ...(isJsonObject(source) ? valueFromCauses(`${path}.valueFrom`, source, stringField(variable, 'value') ?? '') : []),
  ]
}

const VALUE_SOURCES = ['fieldRef', 'resourceFieldRef', 'configMapKeyRef', 'secretKeyRef', 'fileKeyRef']

function valueFromCauses(path: string, source: JsonObject, value: string): Causes {
  const given = VALUE_SOURCES.filter((name) => isJsonObject(source[name]))
  const keys = ['configMapKeyRef', 'secretKeyRef'].flatMap((name) => {
    if (!given.includes(name)) return []
    return [
      ...requiredTexts(`${path}.${name}`, source[name], ['name']),
      ...formedText(`${path}.${name}.key`, stringField(source, name, 'key'), configKey),
    ]
  })
  return [
    ...fieldCauses(`${path}.fieldRef.fieldPath`, source['fieldRef']),
    ...keys,
    ...howMany(given.length, value).map((why) => invalid(path, '', why)),
  ]
}

/** What a variable can be told of its pod. */
const POD_FIELDS =
  /^(?:metadata\.(?:name|namespace|uid|annotations|labels|(?:annotations|labels)\['.+'\])|spec\.(?:nodeName|restartPolicy|schedulerName|serviceAccountName|hostNetwork|host)|status\.(?:phase|hostIPs?|podIPs?|nominatedNodeName))$/

function fieldCauses(path: string, ref: Json | undefined): Causes {
  if (!isJsonObject(ref)) return []
  const text = stringField(ref, 'fieldPath') ?? ''
  if (text === '') return [required(path)]
  return POD_FIELDS.test(text)
    ? []
    : [invalid(path, text, `error converting fieldPath: field label not supported: ${text}`)]
}

function howMany(sources: number, value: string): readonly string[] {
  if (sources === 0) {
    const names = VALUE_SOURCES.map((name) => `\`${name}\``)
    return [`must specify one of: ${names.slice(0, -1).join(', ')} or ${names.at(-1)}`]
  }
  if (value !== '') return ['may not be specified when `value` is not empty']
  return sources > 1 ? ['may not have more than one field specified at a time'] : []
}

function sourceCauses(path: string, source: Json, at: number): Causes {
  const given = ['configMapRef', 'secretRef'].filter((name) => isJsonObject(field(source, name)))
  return [
    ...optional(`${path}[${at}].prefix`, stringField(source, 'prefix'), variableName),
    ...given.flatMap((name) => formedText(`${path}[${at}].${name}.name`, stringField(source, name, 'name'), subdomain)),
    ...(given.length === 0 ? [invalid(path, '', 'must specify one of: `configMapRef` or `secretRef`')] : []),
    ...(given.length > 1 ? [invalid(path, '', 'may not have more than one field specified at a time')] : []),
  ]
}

function mountCauses(path: string, mounts: readonly Json[], volumes: ReadonlySet<string>): Causes {
  const places = new Set<string>()
  return mounts.flatMap((mount, at) => {
    const name = stringField(mount, 'name') ?? ''
    const mountPath = stringField(mount, 'mountPath') ?? ''
    const subPath = stringField(mount, 'subPath') ?? ''
    const isTwice = places.has(mountPath)
    places.add(mountPath)
    return [
      ...requiredTexts(`${path}[${at}]`, mount, ['name']),
      ...(volumes.has(name) ? [] : [notFound(`${path}[${at}].name`, name)]),
      ...requiredTexts(`${path}[${at}]`, mount, ['mountPath']),
      ...(isTwice ? [invalid(`${path}[${at}].mountPath`, mountPath, 'must be unique')] : []),
      ...(subPath.startsWith('/') ? [invalid(`${path}.subPath`, subPath, 'must be a relative path')] : []),
      ...(subPath.split('/').includes('..') ? [invalid(`${path}.subPath`, subPath, "must not contain '..'")] : []),
    ]
  })
}
