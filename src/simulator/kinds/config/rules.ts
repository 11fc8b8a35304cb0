// What the server refuses in ConfigMaps and Secrets.
import { field, jsonEqual } from '../../../object/kube-object.ts'
import type { JsonObject, KubeObject } from '../../../object/kube-object.ts'
import { compareText } from '../../../object/resource-key.ts'
import { objectField } from '../../server/object-edits.ts'
import { forbidden, formed, invalid, required, tooLong } from '../../validation/causes.ts'
import type { Causes } from '../../validation/causes.ts'
import { configKey } from '../../validation/formats.ts'
import { byteLength } from '../../validation/metadata.ts'

const MAX_BYTES = 1_048_576

const NO_CHANGE = 'field is immutable when `immutable` is set'

/** Why a ConfigMap cannot be stored. */
export function validateConfigMap(object: KubeObject): Causes {
  const [data, binary] = [objectField(object, 'data'), objectField(object, 'binaryData')]
  const both = Object.keys(data).filter((key) => Object.hasOwn(binary, key))
  const bytes = sizeOf(data, byteLength) + sizeOf(binary, decodedLength)
  return [
    ...keyCauses('data', data),
    ...both.map((key) => invalid(`data[${key}]`, key, 'duplicate of key present in binaryData')),
    ...keyCauses('binaryData', binary),
    ...(bytes > MAX_BYTES ? [tooLong('[]', MAX_BYTES)] : []),
  ]
}

/** Why a Secret cannot be stored. */
export function validateSecret(object: KubeObject): Causes {
  const data = objectField(object, 'data')
  return [
    ...keyCauses('data', data),
    ...(sizeOf(data, decodedLength) > MAX_BYTES ? [tooLong('data', MAX_BYTES)] : []),
    ...typeCauses(object, data),
  ]
}

/** Why a ConfigMap or a Secret that may not change cannot become another one. */
export function validateConfigUpdate(before: KubeObject, after: KubeObject): Causes {
  if (before['immutable'] !== true) return []
  return [
    ...(after['immutable'] === true ? [] : [forbidden('immutable', NO_CHANGE)]),
    ...['data', 'binaryData']
      .filter((name) => !jsonEqual(before[name], after[name]))
      .map((name) => forbidden(name, NO_CHANGE)),
  ]
}

function keyCauses(path: string, data: JsonObject): Causes {
  return Object.keys(data)
    .toSorted(compareText)
    .flatMap((key) => formed(`${path}[${key}]`, key, configKey))
}

/** What a type of Secrets has to hold. */
function typeCauses(object: KubeObject, data: JsonObject): Causes {
  const missing = (...keys: readonly string[]): Causes =>
    keys.filter((key) => !Object.hasOwn(data, key)).map((key) => required(`data[${key}]`))
  switch (object['type']) {
    case 'kubernetes.io/tls':
      return missing('tls.crt', 'tls.key')
    case 'kubernetes.io/dockerconfigjson':
      return [...missing('.dockerconfigjson'), ...jsonCauses(data, '.dockerconfigjson')]
    case 'kubernetes.io/dockercfg':
      return [...missing('.dockercfg'), ...jsonCauses(data, '.dockercfg')]
    case 'kubernetes.io/basic-auth': {
      const both = missing('username', 'password')
      return both.length === 2 ? both : []
    }
    case 'kubernetes.io/ssh-auth':
      return (data['ssh-privatekey'] ?? '') === '' ? [required('data[ssh-privatekey]')] : []
    case 'kubernetes.io/service-account-token': {
      const annotation = 'kubernetes.io/service-account.name'
      return (object.metadata.annotations?.[annotation] ?? '') === ''
        ? [required(`metadata.annotations[${annotation}]`)]
        : []
    }
    default:
      return []
  }
}

function jsonCauses(data: JsonObject, key: string): Causes {
  const text = field(data, key)
  const fault = typeof text === 'string' ? jsonFault(decoded(text)) : undefined
  return fault === undefined ? [] : [invalid(`data[${key}]`, '<secret contents redacted>', fault)]
}

/** Why a text is not a JSON object. The server's parser says more than that it is not, and only its first words are the same. */
function jsonFault(text: string): string | undefined {
  const first = text.trimStart().slice(0, 1)
  if (first === '') return 'unexpected end of JSON input'
  if (!/[-[{"\dtfn]/.test(first)) return `invalid character '${first}' looking for beginning of value`
  try {
    const value: unknown = JSON.parse(text)
    return typeof value === 'object' && !Array.isArray(value) ? undefined : 'it is not a JSON object'
  } catch {
    return 'it is not JSON'
  }
}

function decoded(text: string): string {
  try {
    return atob(text.replace(/\s/g, ''))
  } catch {
    return ''
  }
}

function sizeOf(data: JsonObject, length: (text: string) => number): number {
  return Object.values(data).reduce<number>((sum, value) => sum + (typeof value === 'string' ? length(value) : 0), 0)
}

function decodedLength(text: string): number {
  const letters = text.replace(/[\s=]/g, '').length
  return Math.floor((letters * 3) / 4)
}
