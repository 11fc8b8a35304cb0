// Gets what a URL answers. Ends with the signal, the connection too: Node's fetch goes on connecting for ten seconds.
import http from 'node:http'
import https from 'node:https'

/** What came back; `status` is that behind all redirections. */
export interface UrlAnswer {
  readonly status: number
  readonly statusText: string
  readonly body: Buffer
}

/** As many as browsers follow. */
const MOST_REDIRECTIONS = 20

/** Gets it; rejects with the error of the network, or when the signal is aborted. */
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

function get(url: URL, signal: AbortSignal): Promise<http.IncomingMessage> {
  return new Promise((resolve, reject) => {
    const scheme = url.protocol === 'https:' ? https : url.protocol === 'http:' ? http : undefined
    if (scheme === undefined) throw new Error(`it redirects to ${url.protocol}//`)
    // A connection of its own, so that none is kept for later.
    scheme.get(url, { signal, agent: false }, resolve).on('error', reject)
  })
}

async function readBody(response: http.IncomingMessage): Promise<Buffer> {
  const chunks: Buffer[] = []
  for await (const chunk of response) if (Buffer.isBuffer(chunk)) chunks.push(chunk)
  if (!response.complete) throw new Error('the answer was cut off')
  return Buffer.concat(chunks)
}
