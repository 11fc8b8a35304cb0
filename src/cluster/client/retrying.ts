// A server whose requests are sent again where that does no harm, as the table of retry.ts says.
import { ClusterError } from '../../errors.ts'
import type { RequestFailure } from '../../errors.ts'
import { isJsonObject, stringField } from '../../object/kube-object.ts'
import { CONVERSION_WEBHOOK, DUPLICATE_KEYS, NO_TYPED_PATCH, WEBHOOK_NOT_CALLED } from '../../object/server-words.ts'
import { onAbort } from '../on-abort.ts'
import type { ApiServer, ApiWrite, Clock, DeleteOptions, WriteOptions } from '../port.ts'
import { FAILURE_BY_REASON, mayBeDone, repeatOf, retryDelay } from './retry.ts'
import type { Repeat } from './retry.ts'

/** How one request is sent again. */
interface Repeated {
  readonly repeat: Repeat
  readonly signal?: AbortSignal | undefined
  /** Only after an answer that says when: the caller takes care of all else. */
  readonly whenTold?: true
}

/** The same server, which is patient; `random` in [0, 1). */
export function retrying(
  server: ApiServer,
  { clock, random }: { readonly clock: Clock; readonly random: () => number },
): ApiServer {
  let answered = false
  const patiently = async <T>({ repeat, signal, whenTold }: Repeated, send: () => Promise<T>): Promise<T> => {
    for (let attempt = 1; ; attempt += 1) {
      try {
        const answer = await send()
        answered = true
        return answer
      } catch (error) {
        if (!(error instanceof ClusterError)) throw error
        answered ||= error.status !== undefined
        const { status, retryAfterMs } = error
        const failed = { repeat, status, retryAfterMs, failure: failureOf(error) }
        const isLeft = signal?.aborted === true || (whenTold === true && retryAfterMs === undefined)
        const delay = isLeft ? undefined : retryDelay({ ...failed, attempt, answeredBefore: answered }, random())
        if (delay === undefined) throw mayBeDone(failed) ? error.asUnsure() : error
        if (delay > 0) await pause(clock, delay, [signal, server.closed])
      }
    }
  }
  const read = { repeat: 'read' } as const
  return {
    ...server,
    allTypes: (part) => patiently(read, () => server.allTypes(part)),
    typesOf: (version) => patiently(read, () => server.typesOf(version)),
    read: (ref, options) => patiently({ ...read, ...options }, () => server.read(ref, options)),
    list: (type, selection, options) => patiently({ ...read, ...options }, () => server.list(type, selection, options)),
    send: (write, options) =>
      patiently({ repeat: repeatOfWrite(write, options), signal: options.signal }, () => server.send(write, options)),
    delete: (ref, options) =>
      patiently({ repeat: repeatOfDelete(options), signal: options.signal }, () => server.delete(ref, options)),
    watch: (type, options) =>
      patiently({ ...read, signal: options.signal, whenTold: true }, () => server.watch(type, options)),
    log: (ref, options) => patiently({ ...read, signal: options.signal }, () => server.log(ref, options)),
    review: (access) => patiently(read, () => server.review(access)),
    mergeSchema: (kind, options) => patiently({ ...read, ...options }, () => server.mergeSchema(kind, options)),
  }
}

/** Sleeps, until one of these is aborted. */
async function pause(clock: Clock, milliseconds: number, signals: readonly (AbortSignal | undefined)[]): Promise<void> {
  const waking = new AbortController()
  const forget = signals.map((signal) => onAbort(signal, () => waking.abort()))
  await clock.sleep(milliseconds, waking.signal)
  for (const stopWaiting of forget) stopWaiting()
}

function failureOf(error: ClusterError): RequestFailure {
  if (isLasting(error)) return 'final'
  return error.failure ?? (error.status === undefined ? (FAILURE_BY_REASON[error.reason] ?? 'final') : 'answered')
}

function repeatOfWrite(write: ApiWrite, { dryRun = false }: WriteOptions): Repeat {
  switch (write.verb) {
    case 'create':
      return repeatOf({ verb: 'create', dryRun, bound: 'absent' })
    case 'apply': {
      const { uid, resourceVersion } = { ...write.object.metadata, ...write.held }
      const bound = resourceVersion === undefined ? (uid === undefined ? 'nothing' : 'uid') : 'version'
      return repeatOf({ verb: 'apply', dryRun, bound })
    }
    case 'patch': {
      const { type, body } = write.patch
      // What edits a list by position does not do the same twice, and so holds itself to a version.
      const versioned =
        type === 'json' || (isJsonObject(body) && stringField(body, 'metadata', 'resourceVersion') !== undefined)
      return repeatOf({ verb: 'change', dryRun, bound: versioned ? 'version' : 'nothing' })
    }
    default:
      return write satisfies never
  }
}

function repeatOfDelete({ dryRun = false, uid }: DeleteOptions): Repeat {
  return repeatOf({ verb: 'delete', dryRun, bound: uid === undefined ? 'nothing' : 'uid' })
}

/** What server-side apply says of a manifest, and the API server of a webhook. */
const LASTING = new RegExp(
  `^${NO_TYPED_PATCH}|^failed to convert new object|${DUPLICATE_KEYS}|${WEBHOOK_NOT_CALLED}|${CONVERSION_WEBHOOK}`,
)

/** Whether an answer of 500 would be the same again, and certainly nothing was stored: the server is well, the request is not. */
export function isLasting({ status, message }: ClusterError): boolean {
  return status === 500 && LASTING.test(message)
}
