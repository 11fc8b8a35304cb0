// A failure below HTTP (name, connection, TLS, deadline) → ClusterError with the host and what to do. Pure.
import { ClusterError, messageOf } from '../../../errors.ts'
import type { RequestFailure } from '../../../errors.ts'
import { FAILURE_BY_REASON } from '../../client/retry.ts'

/** A failure of a request that got no answer, and what it means for sending it again. */
export interface NetworkFailure {
  readonly error: ClusterError
  readonly failure: RequestFailure
}

const CERTIFICATE_TEXTS: Readonly<Record<string, string>> = {
  CERT_HAS_EXPIRED: 'has expired',
  CERT_NOT_YET_VALID: 'is not valid yet',
  DEPTH_ZERO_SELF_SIGNED_CERT: 'is self-signed and not trusted',
  SELF_SIGNED_CERT_IN_CHAIN: 'is signed by an authority that is not trusted',
  UNABLE_TO_VERIFY_LEAF_SIGNATURE: 'is signed by an authority that is not trusted',
  UNABLE_TO_GET_ISSUER_CERT: 'is signed by an authority that is not trusted',
  UNABLE_TO_GET_ISSUER_CERT_LOCALLY: 'is signed by an authority that is not trusted',
  CERT_SIGNATURE_FAILURE: 'is signed by an authority that is not trusted',
  CERT_REVOKED: 'is revoked',
  ERR_TLS_CERT_ALTNAME_INVALID: 'is for another host name',
}

const UNREACHABLE_TEXTS: Readonly<Record<string, readonly [text: string, hint: string]>> = {
  ECONNREFUSED: ['refused the connection', 'is the cluster running, and is the address of the context right?'],
  ENOTFOUND: ['is not known to the name service', 'check the server address of the context, the VPN and DNS'],
  EAI_AGAIN: ['could not be looked up: the name service does not answer', 'check the VPN and DNS'],
  EHOSTUNREACH: ['cannot be reached: no route to the host', 'check the VPN and the network'],
  ENETUNREACH: ['cannot be reached: no network', 'check the VPN and the network'],
  ETIMEDOUT: ['did not answer in time', 'check the VPN, the firewall and the server address of the context'],
}

// Turned away by a server that is there, before it looked at the request (RFC 9113 sections 6.8 and 8.7).
const TURNED_AWAY = new Set(['ERR_HTTP2_GOAWAY_SESSION', 'ERR_HTTP2_INVALID_SESSION', 'ERR_HTTP2_STREAM_REFUSED'])

const GZIP_CODES = new Set(['Z_DATA_ERROR', 'Z_BUF_ERROR', 'Z_STREAM_ERROR'])
const BROKEN_GZIP = 'with a compressed body that cannot be read'

/** What a socket, TLS or HTTP error means. */
export function networkFailure(cause: unknown, server: string): NetworkFailure {
  const code = errorCode(cause)
  if (cause instanceof ClusterError) return { error: cause, failure: FAILURE_BY_REASON[cause.reason] ?? 'final' }
  const unreachable = UNREACHABLE_TEXTS[code]
  if (unreachable !== undefined) {
    // The same codes come from a connection that was good, and then a request may have been carried out.
    const failure = isConnecting(cause) ? 'no-connection' : 'broken'
    return { error: unreachableError(server, unreachable, cause), failure }
  }
  if (/^EPROTO$|^ERR_SSL_|^ERR_TLS_/.test(code)) return { error: tlsError(server, code, cause), failure: 'final' }
  const strange = code.startsWith('HPE_')
    ? 'in a language that is not HTTP'
    : GZIP_CODES.has(code)
      ? BROKEN_GZIP
      : undefined
  if (strange !== undefined) return { error: strangeError(server, strange, cause), failure: 'garbage' }
  const closed = ['closed the connection', 'try again; look at the API server if it stays'] as const
  const failure = TURNED_AWAY.has(code) ? 'refused-stream' : 'broken'
  return { error: unreachableError(server, closed, cause), failure }
}

function isConnecting(cause: unknown): boolean {
  if (typeof cause !== 'object' || cause === null) return false
  if ('syscall' in cause) return cause.syscall === 'connect' || cause.syscall === 'getaddrinfo'
  return 'errors' in cause && Array.isArray(cause.errors) && isConnecting(cause.errors[0])
}

/** No answer within the deadline. */
export function deadlineError(asked: string, server: string, milliseconds: number): ClusterError {
  return new ClusterError(`${server} did not answer ${asked} within ${seconds(milliseconds)}`, {
    reason: 'Timeout',
    hint: 'see whether the API server is overloaded, or give more time with --request-timeout',
  })
}

/** No connection within the deadline. */
export function connectTimeoutError(server: string, milliseconds: number): ClusterError {
  return new ClusterError(`${server} did not take a connection within ${seconds(milliseconds)}`, {
    reason: 'Unreachable',
    hint: 'check the VPN, the firewall and the server address of the context',
  })
}

/** The caller gave up. */
export function abortedError(asked: string): ClusterError {
  return new ClusterError(`${asked} was given up`, { reason: 'Aborted' })
}

/** What is wrong with the certificate of a server, and with `trust`, what decides that; undefined: it is another failure. */
export function certificateError(cause: unknown, server: string, trust: string): ClusterError | undefined {
  const text = CERTIFICATE_TEXTS[errorCode(cause)]
  if (text === undefined) return undefined
  const hint = `check ${trust}, and the clock of this machine`
  return new ClusterError(`the certificate of ${server} ${text}`, { reason: 'Certificate', hint, cause })
}

/** What a code says of who could not be reached; undefined for any other. */
export function unreachableText(code: string): string | undefined {
  return UNREACHABLE_TEXTS[code]?.[0]
}

/** The code of a Node error; of the first cause when several addresses were tried. */
export function errorCode(cause: unknown): string {
  if (typeof cause !== 'object' || cause === null) return ''
  if ('code' in cause && typeof cause.code === 'string') return cause.code
  if ('errors' in cause && Array.isArray(cause.errors)) return errorCode(cause.errors[0])
  return ''
}

function unreachableError(server: string, text: readonly [string, string], cause: unknown): ClusterError {
  return new ClusterError(`${server} ${text[0]}`, { reason: 'Unreachable', hint: text[1], cause })
}

function strangeError(server: string, text: string, cause: unknown): ClusterError {
  return new ClusterError(`${server} answers ${text}`, {
    reason: 'BadAnswer',
    hint: 'is the address of the context right? a proxy or another service may be there instead of the API server',
    cause,
  })
}

function tlsError(server: string, code: string, cause: unknown): ClusterError {
  if (
    /WRONG_VERSION_NUMBER|PACKET_LENGTH_TOO_LONG/.test(`${code} ${messageOf(cause)}`.toUpperCase().replaceAll(' ', '_'))
  ) {
    return unreachableError(
      server,
      ['does not speak TLS', 'is the address right? a plain HTTP server needs http://'],
      cause,
    )
  }
  if (/UNSUPPORTED_PROTOCOL|PROTOCOL_VERSION/.test(code)) {
    return new ClusterError(`${server} and this program have no version of TLS in common`, {
      reason: 'Certificate',
      hint: 'the server, or what stands before it, has to speak TLS 1.2 or newer',
      cause,
    })
  }
  const alert = /alert ([a-z ]+)/.exec(messageOf(cause))?.[1]
  return new ClusterError(`no TLS connection to ${server}${alert === undefined ? '' : `: ${alert.trim()}`}`, {
    reason: 'Certificate',
    hint: 'check the client certificate of the user in the kubeconfig',
    cause,
  })
}

function seconds(milliseconds: number): string {
  return milliseconds < 1000 ? `${milliseconds} ms` : `${Math.round(milliseconds / 1000)} s`
}
