// What the server refuses in the specification of pods (kubernetes/kubernetes:pkg/apis/core/validation/validation.go, ValidatePodSpec).
import { isJsonObject, listField, stringField } from '../../../object/kube-object.ts'
import type { Json, JsonObject, KubeObject } from '../../../object/kube-object.ts'
import { objectField } from '../../server/object-edits.ts'
import { forbidden, formed, formedEach, inRange, invalid, oneOf, optional, required } from '../../validation/causes.ts'
import type { Causes, Format } from '../../validation/causes.ts'
import { validateContainers } from './container-rules.ts'
import { address, labelName, subdomain } from '../../validation/formats.ts'
import { validateAnnotations, validateLabels } from '../../validation/metadata.ts'
import { validateAffinity, validateSpread, validateTolerations } from './scheduling-rules.ts'
import { validateUserIds } from './security-rules.ts'
import { validateVolumes } from './volume-rules.ts'

const MAX_INT = 2_147_483_647

const DNS_POLICIES = ['ClusterFirstWithHostNet', 'ClusterFirst', 'Default', 'None']

/** Why a pod cannot be stored. */
export function validatePod(object: KubeObject): Causes {
  const spec = objectField(object, 'spec')
  const blanks = ['containers', 'initContainers'].flatMap((list) =>
    listField(spec, list).flatMap((container, at) => {
      const image = stringField(container, 'image') ?? ''
      const why = 'must not have leading or trailing whitespace'
      return image === image.trim() ? [] : [invalid(`spec.${list}[${at}].image`, image, why)]
    }),
  )
  return [...validatePodSpec('spec', spec), ...blanks]
}

/** Why a pod template cannot be used. `more`: volumes that its controller adds. */
export function validateTemplate(path: string, template: JsonObject, more: readonly Json[] = []): Causes {
  return [
    ...validateLabels(`${path}.labels`, objectField(template, 'metadata', 'labels')),
    ...validateAnnotations(`${path}.annotations`, objectField(template, 'metadata', 'annotations')),
    ...validatePodSpec(`${path}.spec`, withVolumes(objectField(template, 'spec'), more)),
  ]
}

/** Why no pod can be as specified. */
export function validatePodSpec(path: string, spec: JsonObject): Causes {
  const volumes = validateVolumes(`${path}.volumes`, listField(spec, 'volumes'))
  const deadline = spec['activeDeadlineSeconds']
  const named = (name: string, format: Format): Causes => optional(`${path}.${name}`, stringField(spec, name), format)
  return [
    ...volumes.causes,
    ...validateContainers(path, spec, volumes.names),
    ...oneOf(`${path}.restartPolicy`, spec['restartPolicy'], ['Always', 'OnFailure', 'Never']),
    ...oneOf(`${path}.dnsPolicy`, spec['dnsPolicy'], DNS_POLICIES),
    ...validateLabels(`${path}.nodeSelector`, objectField(spec, 'nodeSelector')),
    ...validateUserIds(`${path}.securityContext`, objectField(spec, 'securityContext')),
    ...validateAffinity(`${path}.affinity`, objectField(spec, 'affinity')),
    ...dnsCauses(path, spec),
    ...validateSpread(`${path}.topologySpreadConstraints`, listField(spec, 'topologySpreadConstraints')),
    ...named('serviceAccountName', subdomain),
    ...(typeof deadline === 'number' ? inRange(`${path}.activeDeadlineSeconds`, deadline, [1, MAX_INT]) : []),
    ...named('hostname', labelName),
    ...named('subdomain', labelName),
    ...validateTolerations(`${path}.tolerations`, listField(spec, 'tolerations')),
    ...aliasCauses(`${path}.hostAliases`, listField(spec, 'hostAliases')),
    ...named('priorityClassName', subdomain),
    ...named('runtimeClassName', subdomain),
  ]
}

/** Why the pods of a controller that never lets them end cannot be so. */
export function endlessCauses(path: string, spec: JsonObject, kind: string): Causes {
  const policy = stringField(spec, 'restartPolicy') ?? 'Always'
  return [
    ...oneOf(`${path}.restartPolicy`, policy, ['Always']),
    ...(spec['activeDeadlineSeconds'] === undefined
      ? []
      : [forbidden(`${path}.activeDeadlineSeconds`, `activeDeadlineSeconds in ${kind} is not Supported`)]),
  ]
}

function withVolumes(spec: JsonObject, more: readonly Json[]): JsonObject {
  if (more.length === 0) return spec
  const names = new Set(more.map((volume) => stringField(volume, 'name')))
  const others = listField(spec, 'volumes').filter((volume) => !names.has(stringField(volume, 'name')))
  return { ...spec, volumes: [...more, ...others] }
}

function dnsCauses(path: string, spec: JsonObject): Causes {
  const { dnsConfig } = spec
  const at = `${path}.dnsConfig`
  const servers = listField(dnsConfig, 'nameservers').filter((server) => typeof server === 'string')
  if (spec['dnsPolicy'] === 'None') {
    if (!isJsonObject(dnsConfig)) return [required(at, 'must provide `dnsConfig` when `dnsPolicy` is None')]
    if (servers.length === 0) {
      return [required(`${at}.nameservers`, 'must provide at least one DNS nameserver when `dnsPolicy` is None')]
    }
  }
  return formedEach(`${at}.nameservers`, servers, address)
}

function aliasCauses(path: string, aliases: readonly Json[]): Causes {
  return aliases.flatMap((alias, at) => [
    ...formed(`${path}[${at}].ip`, stringField(alias, 'ip') ?? '', address),
    ...formedEach(`${path}[${at}].hostnames`, listField(alias, 'hostnames'), subdomain),
  ])
}
