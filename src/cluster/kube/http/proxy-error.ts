// What goes wrong at a proxy → ClusterError that names the proxy and where it is configured. Pure.
import { ClusterError } from '../../../errors.ts'
import type { Proxy } from '../config/proxy.ts'
import { errorCode, unreachableText } from './network-error.ts'

/** A proxy as messages name it, without its password. */
export function proxyName({ url }: Proxy): string {
  return `the proxy ${url.protocol}//${url.host}`
}

/** A connection to the proxy that failed. */
export function proxyError(cause: unknown, proxy: Proxy, signal: AbortSignal): ClusterError {
  if (cause instanceof ClusterError) return cause
  if (signal.aborted) return new ClusterError('connecting was given up', { reason: 'Aborted', cause })
  const text = unreachableText(errorCode(cause)) ?? 'closed the connection before it had opened the way'
  return new ClusterError(`${proxyName(proxy)} ${text}`, { reason: 'Unreachable', hint: checkHint(proxy), cause })
}

/** A proxy that takes too long. */
export function proxyTimeout(proxy: Proxy, milliseconds: number): ClusterError {
  const within = `within ${Math.round(milliseconds / 1000)} s`
  return new ClusterError(`${proxyName(proxy)} did not answer ${within}`, {
    reason: 'Unreachable',
    hint: checkHint(proxy),
  })
}

/** A proxy that says no. */
export function proxyRefusal(
  proxy: Proxy,
  wanted: string,
  { status, reason }: { readonly status: string; readonly reason: string },
): ClusterError {
  const said = `${status} ${reason}`.trim()
  if (status === '407') {
    const { protocol, host } = proxy.url
    return new ClusterError(`${proxyName(proxy)} does not let us in: ${said}`, {
      reason: 'Config',
      hint: `write user and password into ${proxy.from}: ${protocol}//USER:PASSWORD@${host}`,
    })
  }
  // A gateway that is out of order may come back; what it forbids stays forbidden.
  const passes = status.startsWith('5')
  const what = said === '' ? 'with something that is not HTTP' : `with ${said}`
  return new ClusterError(`${proxyName(proxy)} answered the way to ${wanted} ${what}`, {
    reason: passes ? 'Unreachable' : 'Config',
    hint: `does it reach the server? ${checkHint(proxy)}`,
  })
}

function checkHint({ from }: Proxy): string {
  return from.endsWith('_PROXY') ? `check ${from} and NO_PROXY` : `check ${from}`
}
