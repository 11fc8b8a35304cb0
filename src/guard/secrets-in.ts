// What is secret in an object: values, with the key that each stands under. Pure.
import type { Secret } from '../io.ts'
import { readJson } from '../object/json.ts'
import { field, isJsonList, isJsonObject } from '../object/kube-object.ts'
import type { Json, KubeObject } from '../object/kube-object.ts'
import { secretsInUrl } from '../manifest/url-secrets.ts'
import { isPlainAnnotation } from '../object/well-known.ts'

/** What the Secrets among these objects hold. */
export function secretsIn(objects: readonly KubeObject[]): readonly Secret[] {
  return objects.flatMap((object) => {
    return object.kind === 'Secret' && !isRelease(object) ? [...contentOf(object), ...annotated(object)] : []
  })
}

/** Helm's record of a release is packed: nobody tells any of its text. */
function isRelease(object: KubeObject): boolean {
  return field(object, 'type') === 'helm.sh/release.v1'
}

/** Both parts, whatever form they have: what the server will refuse is secret, too. */
function contentOf(object: Json): readonly Secret[] {
  const data = leaves(field(object, 'data'))
  const encoded = data.map(({ value, ...rest }) => ({ ...rest, value: value.replace(/\s+/g, '') }))
  return [...data, ...encoded, ...encoded.flatMap(decoded), ...leaves(field(object, 'stringData'))].flatMap(withParts)
}

/** An annotation may hold the whole object: kubectl's last-applied-configuration does, and other tools have their own. */
function annotated({ metadata }: KubeObject): readonly Secret[] {
  const annotations = Object.entries(metadata.annotations ?? {})
  return annotations.flatMap(([name, text]) => {
    const value = isPlainAnnotation(name) ? undefined : parseObject(text)
    return value === undefined ? [] : contentOf(value)
  })
}

/** The plain values of a tree, each under the nearest key. */
function leaves(value: Json | undefined, key?: string): readonly Secret[] {
  if (value === undefined || value === null || value === '') return []
  if (isJsonList(value)) return value.flatMap((item) => leaves(item, key))
  if (isJsonObject(value)) return Object.entries(value).flatMap(([name, child]) => leaves(child, name))
  return [key === undefined ? { value: String(value) } : { value: String(value), key }]
}

function decoded({ value, ...rest }: Secret): readonly Secret[] {
  const bytes = Buffer.from(value, 'base64')
  const text = bytes.toString('utf8')
  return text !== '' && Buffer.from(text).equals(bytes) ? [{ ...rest, value: text }] : []
}

const SECRET_NAME = /pass|pwd|token|secret|credential|auth|private|api.?key|access.?key/i

/** A value and the secret parts of it: of a URL, of lines `NAME=value`, of a JSON text. */
function withParts(secret: Secret): readonly Secret[] {
  const { value } = secret
  const tree = parseObject(value)
  const inTree = tree === undefined ? [] : leaves(tree).filter(({ key }) => SECRET_NAME.test(key ?? ''))
  const inLines = [...value.matchAll(/^[^\S\n]*(?:export )?([\w.-]+)\s*[:=]\s*["']?([^\s"']+)["']?\s*$/gm)]
    .map(([, key = '', text = '']) => ({ key, value: text }))
    .filter(({ key }) => SECRET_NAME.test(key))
  return [secret, ...inTree, ...inLines, ...secretsInUrl(value).filter(({ key }) => key === 'password')]
}

function parseObject(text: string): Json | undefined {
  if (typeof text !== 'string' || !text.trimStart().startsWith('{')) return undefined
  return readJson(text)
}
