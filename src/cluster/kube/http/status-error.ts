// An answer that says no → ClusterError, in the server's own words. Pure; knows nothing of sockets.
import { ClusterError } from '../../../errors.ts'
import type { ClusterErrorReason, FieldConflict } from '../../../errors.ts'
import { listField, numberField, stringField } from '../../../object/kube-object.ts'
import type { Json } from '../../../object/kube-object.ts'
import { oneLine } from '../../../object/one-line.ts'
import { NAMESPACE_LEAVES } from '../../../object/server-words.ts'

/** What was asked, as messages name it: `GET /api/v1/namespaces`, and of which server. */
export interface Asked {
  readonly method: string
  /** Path without the query. */
  readonly path: string
  readonly server: string
}

const REASONS: Readonly<Record<string, ClusterErrorReason>> = {
  BadRequest: 'BadRequest',
  MethodNotAllowed: 'BadRequest',
  NotAcceptable: 'BadRequest',
  UnsupportedMediaType: 'BadRequest',
  RequestEntityTooLarge: 'BadRequest',
  Unauthorized: 'Unauthorized',
  Forbidden: 'Forbidden',
  NotFound: 'NotFound',
  AlreadyExists: 'AlreadyExists',
  Conflict: 'Conflict',
  Gone: 'Gone',
  Expired: 'Gone',
  Invalid: 'Invalid',
  TooManyRequests: 'TooManyRequests',
  Timeout: 'Timeout',
  ServerTimeout: 'Timeout',
  InternalError: 'ServerError',
  ServiceUnavailable: 'ServerError',
}

const REASON_BY_STATUS: Readonly<Record<number, ClusterErrorReason>> = {
  401: 'Unauthorized',
  403: 'Forbidden',
  404: 'NotFound',
  409: 'Conflict',
  410: 'Gone',
  422: 'Invalid',
  429: 'TooManyRequests',
  504: 'Timeout',
}

/** Whether a body is the API server's Status object. */
export function isStatus(body: Json | undefined): boolean {
  return stringField(body, 'kind') === 'Status'
}

/** A Status object as the error that it means; `status` is the HTTP status, or that of a watch's ERROR event. */
export function statusError(body: Json | undefined, asked: Asked, status?: number): ClusterError {
  const code = status ?? numberField(body, 'code') ?? 500
  const reason = REASONS[stringField(body, 'reason') ?? ''] ?? reasonOf(code)
  const message =
    stringField(body, 'message')?.trimEnd() ?? `${asked.server} answered ${asked.method} ${asked.path} with ${code}`
  const hint = hintFor(reason, message)
  return new ClusterError(message, { reason, status: code, conflicts: fieldConflicts(body), hint })
}

/** How much of an answer is told. */
const LONGEST = 200

/** An answer of another shape: HTML of a load balancer, plain text, a redirect. `type` is its Content-Type. */
export function strangeAnswerError(
  answer: { readonly status: number; readonly type: string; readonly text: string; readonly location?: string },
  asked: Asked,
): ClusterError {
  const { status } = answer
  if (status >= 300 && status < 400) return redirectError(answer.location, asked, status)
  if (answer.type.startsWith('text/plain') && status >= 400) {
    const text = oneLine(answer.text).slice(0, LONGEST) || `status ${status}`
    const hint = hintFor(reasonOf(status), text)
    return new ClusterError(`${asked.server} answered ${asked.method} ${asked.path}: ${text}`, {
      reason: reasonOf(status),
      status,
      hint,
    })
  }
  const title = /<title[^<>]*>([^<]*)<\/title>/i.exec(answer.text)?.[1]
  const said = title === undefined ? '' : ` ("${oneLine(title).slice(0, LONGEST)}")`
  return badAnswer(`${answer.type || 'something'} instead of JSON${said}`, asked, status)
}

/** An answer that cannot be used: garbage, too long, cut off. `what` ends the sentence "answered … with 200, …". */
export function badAnswer(what: string, asked: Asked, status?: number): ClusterError {
  const numbered = status === undefined ? '' : `${status}, `
  return new ClusterError(`${asked.server} answered ${asked.method} ${asked.path} with ${numbered}${what}`, {
    reason: 'BadAnswer',
    status,
    hint: 'a proxy or load balancer may stand between here and the API server',
  })
}

/** The fields that other managers own, from the causes of a server-side apply conflict. */
function fieldConflicts(body: Json | undefined): readonly FieldConflict[] {
  return listField(body, 'details', 'causes').flatMap((cause) => {
    if (stringField(cause, 'reason') !== 'FieldManagerConflict') return []
    const manager = /conflict with "([^"]*)"/.exec(stringField(cause, 'message') ?? '')?.[1] ?? ''
    return [{ manager, field: stringField(cause, 'field') ?? '' }]
  })
}

function redirectError(location: string | undefined, asked: Asked, status: number): ClusterError {
  // Only the host: the query of a login redirect may carry secrets.
  const target = location !== undefined && URL.canParse(location) ? new URL(location).host : 'elsewhere'
  return badAnswer(`a redirect to ${target}`, asked, status)
}

function reasonOf(status: number): ClusterErrorReason {
  return REASON_BY_STATUS[status] ?? (status >= 500 ? 'ServerError' : 'BadRequest')
}

/** What admission forbids no role allows: a quota, a policy, a webhook's word. */
const BY_ADMISSION = /exceeded quota|violates PodSecurity|denied (the )?request/

function hintFor(reason: ClusterErrorReason, message: string): string | undefined {
  if (reason === 'Unauthorized')
    return 'the server refused these credentials; log in again or check the user of the context'
  if (reason !== 'Forbidden' || BY_ADMISSION.test(message)) return undefined
  if (message.includes(NAMESPACE_LEAVES)) return 'wait until the namespace is gone, then run it again'
  return 'ask for a role that allows it; see `kubectl auth can-i --list`'
}
