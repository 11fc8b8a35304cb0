// Keeps the values of a Secret out of the error that the server answers it with: validation quotes what it refuses. Pure.
import { ClusterError } from '../../errors.ts'
import { field, isJsonObject } from '../../manifest/kube-object.ts'
import type { KubeObject } from '../../manifest/kube-object.ts'
import { isSecret } from '../../manifest/well-known.ts'

/** Shorter values are too likely to be part of a word, and too short to be secrets. */
const MIN_LENGTH = 4

/** The error without the values of the object that was sent, if that is a Secret. */
export function withoutSecretValues(error: unknown, object: KubeObject): unknown {
  if (!(error instanceof ClusterError) || !isSecret(object)) return error
  const message = secretValues(object).reduce((text, value) => text.replaceAll(value, '***'), error.message)
  if (message === error.message) return error
  const { reason, status, conflicts, hint } = error
  return new ClusterError(message, {
    reason,
    conflicts,
    ...(status === undefined ? {} : { status }),
    ...(hint === undefined ? {} : { hint }),
  })
}

function secretValues(object: KubeObject): readonly string[] {
  const values: string[] = []
  for (const part of ['data', 'stringData']) {
    const entries = field(object, part)
    if (!isJsonObject(entries)) continue
    for (const value of Object.values(entries)) {
      if (typeof value === 'object' || value === undefined) continue
      values.push(String(value))
      if (part === 'data') values.push(Buffer.from(String(value), 'base64').toString('utf8'))
    }
  }
  // The longest first, so that a value inside another does not leave its rest.
  return values.filter((value) => value.length >= MIN_LENGTH).toSorted((a, b) => b.length - a.length)
}
