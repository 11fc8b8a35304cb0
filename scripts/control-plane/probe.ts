// Asks the API server small questions while a control plane starts, without a client library.
import { Agent, request } from 'node:https'
import { setTimeout as sleep } from 'node:timers/promises'

const POLL_PERIOD_MS = 25

/** By this User-Agent the audit log tells our own questions from what tests did. */
export const PROBE_AGENT = 'control-plane-probe'

/** Answers with status and body; a server that cannot be reached has status 0. */
export type Probe = (path: string) => Promise<{ status: number; body: string }>

/** A probe of one server. */
export function createProbe(server: string, access: { token: string; ca: string }): Probe {
  const agent = new Agent({ ca: access.ca, keepAlive: false })
  const headers = { authorization: `Bearer ${access.token}`, 'user-agent': PROBE_AGENT }
  return (path) =>
    new Promise((resolve) => {
      const call = request(`${server}${path}`, { agent, headers, timeout: 5_000 }, (response) => {
        let body = ''
        response.setEncoding('utf8')
        response.on('data', (chunk: string) => (body += chunk))
        response.on('end', () => resolve({ status: response.statusCode ?? 0, body }))
        response.on('error', () => resolve({ status: 0, body: '' }))
      })
      call.on('timeout', () => call.destroy())
      call.on('error', () => resolve({ status: 0, body: '' }))
      call.end()
    })
}

/** Waits until `holds` says yes; after `timeoutMs` it throws that `what` did not come. */
export async function waitUntil(what: string, timeoutMs: number, holds: () => Promise<boolean>): Promise<void> {
  const end = Date.now() + timeoutMs
  while (!(await holds())) {
    if (Date.now() > end) throw new Error(`control plane: ${what} within ${timeoutMs / 1000} s`)
    await sleep(POLL_PERIOD_MS)
  }
}
