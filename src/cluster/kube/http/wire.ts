// What carries one HTTP request: the seam between the transport and HTTP/1.1 or HTTP/2. Types, and reading a body.
import type { Readable } from 'node:stream'
import { MOST_BYTES, TooMuch } from '../../../io/read-all.ts'

/** A request as it goes out. */
export interface WireRequest {
  readonly method: string
  /** Path and query. */
  readonly path: string
  readonly headers: Readonly<Record<string, string | readonly string[]>>
  readonly body: string | undefined
}

/** An answer whose headers have come; the body is still to be read. */
export interface WireAnswer {
  readonly status: number
  /** A header by its lower-case name; several of one name are joined with a comma. */
  readonly header: (name: string) => string | undefined
  readonly body: Readable
  /** Once the body has ended: whether that was all of it. A broken HTTP/2 connection looks like an end otherwise. */
  readonly complete: () => boolean
}

/** A request under way. */
export interface HttpExchange {
  readonly answer: Promise<WireAnswer>
  /** Ends it now; what waits for the answer or its body gets the error. */
  cancel(error: Error): void
}

/** A connection or a pool of them. */
export interface Wire {
  /** False when it takes no further requests; a new one is made then. */
  readonly usable: () => boolean
  send(request: WireRequest): HttpExchange
  /** How long the other end has not answered when it was asked whether it is there, in milliseconds; left out: it cannot be asked. */
  readonly silentMs?: () => number
  close(): void
}

/** The whole body; `progress` is told of each chunk. Rejects with TooMuch where it is longer than any list that is asked for here. */
export function readBody(answer: WireAnswer, progress: () => void): Promise<Buffer> {
  const { body } = answer
  return new Promise((resolve, reject) => {
    const chunks: Buffer[] = []
    let length = 0
    body.on('data', (chunk: Buffer) => {
      progress()
      chunks.push(chunk)
      length += chunk.length
      if (length > MOST_BYTES) body.destroy(new TooMuch())
    })
    body.on('error', reject)
    body.on('end', () => {
      if (!answer.complete()) return reject(cutOffError())
      const [only] = chunks
      resolve(chunks.length === 1 && only !== undefined ? only : Buffer.concat(chunks, length))
    })
    body.on('close', () => reject(cutOffError()))
  })
}

/** The body as it comes; a body that is cut off ends in an error. */
export async function* readChunks(answer: WireAnswer): AsyncGenerator<Uint8Array, void, void> {
  yield* answer.body
  if (!answer.complete()) throw cutOffError()
}

function cutOffError(): Error {
  return new Error('the answer was cut off')
}

/** One header's value, several joined. */
export function joinHeader(value: string | readonly string[] | undefined): string | undefined {
  return typeof value === 'string' || value === undefined ? value : value.join(', ')
}
