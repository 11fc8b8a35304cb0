// Gets what a URL answers. Ends with the signal, the connection too: Node's fetch goes on connecting for ten seconds.
import type { get as getHttp, IncomingMessage } from 'node:http'
import type { get as getHttps } from 'node:https'
import { readAll } from './read-all.ts'

/** What came back; `status` is that behind all redirections. */
export interface UrlAnswer {
  readonly status: number
  readonly statusText: string
  readonly body: Buffer
}

/** As many as browsers follow. */
const MOST_REDIRECTIONS = 20

/** Gets it; rejects with the error of the network, with TooMuch, or when the signal is aborted. */
export async function fetchUrl(url: string, signal: AbortSignal): Promise<UrlAnswer> {
  let next = new URL(url)
  for (let followed = 0; followed <= MOST_REDIRECTIONS; followed++) {
    const response = await get(next, signal)
    const { statusCode: status = 0, statusMessage: statusText = '', headers } = response
    const isRedirection = [301, 302, 303, 307, 308].includes(status) && headers.location !== undefined
    if (!isRedirection) return { status, statusText, body: await readBody(response) }
    response.destroy()
    next = new URL(headers.location ?? '', next)
  }
  throw new Error('it redirects again and again')
}

async function get(url: URL, signal: AbortSignal): Promise<IncomingMessage> {
  const scheme = await schemeOf(url)
  return new Promise((resolve, reject) => {
    // A connection of its own, so that none is kept for later.
    scheme.get(url, { signal, agent: false }, resolve).on('error', reject)
  })
}

/** Loaded here: few runs read a URL. */
async function schemeOf({ protocol }: URL): Promise<{ readonly get: typeof getHttp | typeof getHttps }> {
  if (protocol === 'https:') return import('node:https')
  if (protocol === 'http:') return import('node:http')
  throw new Error(`it redirects to ${protocol}//`)
}

async function readBody(response: IncomingMessage): Promise<Buffer> {
  const body = await readAll(response)
  if (!response.complete) throw new Error('the answer was cut off')
  return body
}
