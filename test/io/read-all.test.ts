// A stream is read to its end, or to the most that is read: then it is given back, and nothing of it is kept.
import { suite } from 'uvu'
import * as assert from 'uvu/assert'
import { MOST_BYTES, readAll, TooMuch } from '../../src/io/read-all.ts'

const test = suite('read all')

/** Chunks of a byte without an end; `taken` counts them, `left` says whether somebody has closed it. */
function endless(size: number): { chunks: AsyncIterable<Uint8Array>; seen: { taken: number; left: boolean } } {
  const seen = { taken: 0, left: false }
  const chunk = Buffer.alloc(size, 'x')
  async function* chunks(): AsyncGenerator<Uint8Array> {
    try {
      for (;;) {
        seen.taken += 1
        yield await Promise.resolve(chunk)
      }
    } finally {
      seen.left = true
    }
  }
  return { chunks: chunks(), seen }
}

test('all of it, in order', async () => {
  const parts = ['one', '', 'two'].map((text) => Buffer.from(text))
  assert.is(String(await readAll(from(parts), 6)), 'onetwo')
  assert.is((await readAll(from([]))).length, 0)
})

async function* from(parts: readonly Uint8Array[]): AsyncGenerator<Uint8Array> {
  yield* parts
}

for (const [most, size, taken, message] of [
  [2 ** 20, 2 ** 19, 3, 'it has more than 1 MiB'],
  [MOST_BYTES, 2 ** 20, 257, 'it has more than 256 MiB'],
] as const) {
  test(`${message}: then no further chunk is taken, and the stream is closed`, async () => {
    const { chunks, seen } = endless(size)
    const error = await readAll(chunks, most).catch((cause: unknown) => cause)
    assert.instance(error, TooMuch)
    assert.is((error as Error).message, message)
    assert.equal(seen, { taken, left: true })
  })
}

test.run()
