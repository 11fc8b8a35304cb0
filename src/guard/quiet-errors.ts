// Keeps the values of a Secret out of the error that a server answers it with: validation quotes what it refuses. Pure.
import { ClusterError } from '../errors.ts'
import { isJsonObject } from '../object/kube-object.ts'
import type { Json } from '../object/kube-object.ts'
import { maskOf } from './guard-objects.ts'

/** What was sent: the kind, and an object or a patch of it. */
export interface Sent {
  readonly kind: string
  readonly content: Json
  /** Its own name and namespace, which stay. */
  readonly names: readonly string[]
}

/** The error without the values of what was sent, if that is a Secret. */
export function withoutSecretValues(error: ClusterError, { kind, content, names }: Sent): ClusterError {
  if (kind !== 'Secret' || !isJsonObject(content)) return error
  const metadata = isJsonObject(content['metadata']) ? content['metadata'] : {}
  const mask = maskOf([{ ...content, apiVersion: 'v1', kind, metadata }], names)
  const message = mask(error.message)
  const hint = error.hint === undefined ? undefined : mask(error.hint)
  if (message === error.message && hint === error.hint) return error
  const { reason, status, conflicts, unsure } = error
  return new ClusterError(message, { reason, status, conflicts, unsure, hint })
}
