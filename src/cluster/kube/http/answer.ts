// Reads an answer of the API server: JSON when it says yes, an error when it says no or says it in another language.
import { promisify } from 'node:util'
import { gunzip } from 'node:zlib'
import type { ClusterError } from '../../../errors.ts'
import { MOST_BYTES, TooMuch } from '../../../io/read-all.ts'
import { readJson } from '../../../object/json.ts'
import type { Json } from '../../../object/kube-object.ts'
import { parseRetryAfter } from '../../client/retry.ts'
import { badAnswer, isStatus, statusError, strangeAnswerError } from './status-error.ts'
import type { Asked } from './status-error.ts'
import { readBody } from './wire.ts'
import type { WireAnswer } from './wire.ts'

/** An answer that says yes. */
export interface ApiAnswer {
  readonly status: number
  readonly body: Json
  readonly warnings: readonly string[]
}

/** The answer as JSON; what says no has failed as `answered`. `progress` is told of each chunk of the body; `now` is that of other machines. */
export async function readAnswer(
  answer: WireAnswer,
  asked: Asked,
  { progress, now }: { readonly progress: () => void; readonly now: () => number },
): Promise<ApiAnswer> {
  const { status } = answer
  const refused = (error: ClusterError): ClusterError =>
    error.failing('answered', parseRetryAfter(answer.header('retry-after'), now()))
  const text = (await readBytes(answer, asked, progress)).toString('utf8')
  const type = (answer.header('content-type') ?? '').split(';')[0] ?? ''
  const isJson = type === 'application/json'
  const body = isJson ? readJson(text) : undefined
  if (isJson && body === undefined)
    throw badAnswer(`JSON that cannot be read (${text.length} characters)`, asked, status)
  if (body === undefined || (status >= 300 && !isStatus(body))) {
    const location = answer.header('location')
    throw refused(strangeAnswerError({ status, type, text, ...(location ? { location } : {}) }, asked))
  }
  if (status >= 300) throw refused(statusError(body, asked, status))
  return { status, body, warnings: parseWarnings(answer.header('warning')) }
}

/** The texts of Warning headers: `299 - "policy/v1beta1 is deprecated"`. */
export function parseWarnings(header: string | undefined): readonly string[] {
  if (header === undefined) return []
  return [...header.matchAll(/\b299 \S+ "((?:[^"\\]|\\.)*)"/g)].map((match) =>
    (match[1] ?? '').replaceAll(/\\(.)/g, '$1'),
  )
}

async function readBytes(answer: WireAnswer, asked: Asked, progress: () => void): Promise<Buffer> {
  try {
    const raw = await readBody(answer, progress)
    if (answer.header('content-encoding') !== 'gzip') return raw
    return await promisify(gunzip)(raw, { maxOutputLength: MOST_BYTES })
  } catch (error) {
    const tooLong = error instanceof TooMuch || (error instanceof RangeError && 'code' in error)
    if (!tooLong) throw error
    throw badAnswer(`more than ${MOST_BYTES / 2 ** 20} MiB`, asked, answer.status)
  }
}
