// What the server refuses in the volumes of a pod.
import { field, isJsonObject, listField, stringField } from '../../../object/kube-object.ts'
import type { Json, JsonObject } from '../../../object/kube-object.ts'
import { duplicate, forbidden, formedText, invalid, oneOf, requiredTexts } from '../../validation/causes.ts'
import type { Causes } from '../../validation/causes.ts'
import { labelName } from '../../validation/formats.ts'
import { parseQuantity } from '../../../object/quantity.ts'

const MAX_MODE = 0o777

const HOST_PATH_TYPES = [
  '',
  'BlockDevice',
  'CharDevice',
  'Directory',
  'DirectoryOrCreate',
  'File',
  'FileOrCreate',
  'Socket',
]

/** Why volumes cannot be as specified, and the names of those that can. */
export function validateVolumes(
  path: string,
  volumes: readonly Json[],
): { readonly causes: Causes; readonly names: ReadonlySet<string> } {
  const names = new Set<string>()
  const causes = volumes.flatMap((volume, at) => {
    const name = stringField(volume, 'name') ?? ''
    const place = `${path}[${at}]`
    const found = [
      ...sourceCauses(place, volume),
      ...formedText(`${place}.name`, name, labelName),
      ...(names.has(name) ? [duplicate(`${place}.name`, name)] : []),
    ]
    if (found.length === 0) names.add(name)
    return found
  })
  return { causes, names }
}

function sourceCauses(path: string, volume: Json): Causes {
  if (!isJsonObject(volume)) return []
  const [first, ...others] = SOURCES.filter((name) => isJsonObject(volume[name]))
  if (first === undefined) return []
  return [
    ...oneSource(`${path}.${first}`, first, volume),
    ...others.map((name) => forbidden(`${path}.${name}`, 'may not specify more than 1 volume type')),
  ]
}

/** In the order in which the server looks for them. */
const SOURCES = [
  'emptyDir',
  'hostPath',
  'gitRepo',
  'gcePersistentDisk',
  'awsElasticBlockStore',
  'secret',
  'nfs',
  'iscsi',
  'persistentVolumeClaim',
  'rbd',
  'cinder',
  'cephfs',
  'downwardAPI',
  'fc',
  'flexVolume',
  'configMap',
  'azureFile',
  'vsphereVolume',
  'azureDisk',
  'projected',
  'csi',
  'ephemeral',
  'image',
]

function oneSource(path: string, name: string, volume: JsonObject): Causes {
  const source = volume[name]
  const needed = (...names: readonly string[]): Causes => requiredTexts(path, source, names)
  switch (name) {
    case 'emptyDir': {
      const limit = parseQuantity(field(source, 'sizeLimit'))
      const why = 'SizeLimit field must be a valid resource quantity'
      return limit !== undefined && limit.nano < 0n ? [forbidden(`${path}.sizeLimit`, why)] : []
    }
    case 'hostPath':
      return [...needed('path'), ...oneOf(`${path}.type`, field(source, 'type'), HOST_PATH_TYPES)]
    case 'secret':
      return [...needed('secretName'), ...modeCauses(`${path}.defaultMode`, source), ...itemCauses(path, source)]
    case 'configMap':
      return [...needed('name'), ...modeCauses(`${path}.defaultMode`, source), ...itemCauses(path, source)]
    case 'persistentVolumeClaim':
      return needed('claimName')
    case 'nfs':
      return needed('server', 'path')
    case 'csi':
      return needed('driver')
    case 'projected':
      return listField(source, 'sources').flatMap((each, at) => projectedCauses(`${path}.sources[${at}]`, each))
    default:
      return []
  }
}

function projectedCauses(path: string, source: Json): Causes {
  return ['secret', 'configMap'].flatMap((name) => {
    const named = field(source, name)
    if (!isJsonObject(named)) return []
    return [...requiredTexts(`${path}.${name}`, named, ['name']), ...itemCauses(`${path}.${name}`, named)]
  })
}

function modeCauses(path: string, source: Json | undefined): Causes {
  const mode = field(source, path.slice(path.lastIndexOf('.') + 1))
  const isWrong = typeof mode === 'number' && (mode > MAX_MODE || mode < 0)
  return isWrong ? [invalid(path, mode, 'must be a number between 0 and 0777 (octal), both inclusive')] : []
}

function itemCauses(path: string, source: Json | undefined): Causes {
  return listField(source, 'items').flatMap((item, at) => {
    const place = `${path}.items[${at}]`
    const target = stringField(item, 'path') ?? ''
    return [
      ...requiredTexts(place, item, ['key', 'path']),
      ...(target.startsWith('/') ? [invalid(`${place}.path`, target, 'must be a relative path')] : []),
      ...modeCauses(`${place}.mode`, item),
    ]
  })
}
