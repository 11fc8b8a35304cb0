// How much is read of what comes from outside: a device, a program or a server may go on for ever. Knows nothing of what is read.

/** So many bytes of one text are read: more than any folder of manifests has; Node's longest text is twice as long. */
export const MOST_BYTES = 2 ** 28

/** There is more than is read. The message says it of `what`: `it has more than 256 MiB`. */
export class TooMuch extends Error {
  constructor(most: number = MOST_BYTES, what = 'it has') {
    super(`${what} more than ${most / 2 ** 20} MiB`)
  }
}

/** All of a stream, once it has ended; rejects with TooMuch as soon as more than `most` bytes have come, and reads no further. */
export async function readAll(stream: AsyncIterable<unknown>, most: number = MOST_BYTES): Promise<Buffer> {
  const chunks: Uint8Array[] = []
  let length = 0
  for await (const chunk of stream) {
    if (!(chunk instanceof Uint8Array)) continue
    length += chunk.length
    if (length > most) throw new TooMuch(most)
    chunks.push(chunk)
  }
  return Buffer.concat(chunks, length)
}
