import { suite } from 'uvu'
import * as assert from 'uvu/assert'
import { readLines } from '../../src/io/lines.ts'

const test = suite('lines')

async function lines(chunks: readonly Uint8Array[], rest: boolean, longest?: number): Promise<string[]> {
  async function* source(): AsyncGenerator<Uint8Array, void, void> {
    for (const chunk of chunks) yield await Promise.resolve(chunk)
  }
  const found: string[] = []
  for await (const { text, whole } of readLines(source(), longest)) if (whole || rest) found.push(text)
  return found
}

test('every cut gives the same lines, inside a character too', async () => {
  const bytes = Buffer.from('eins\nzwö 🚀 é\r\n\nrest', 'utf8')
  for (let cut = 0; cut <= bytes.length; cut++) {
    assert.equal(await lines([bytes.subarray(0, cut), bytes.subarray(cut)], true), ['eins', 'zwö 🚀 é', '', 'rest'])
    assert.equal(await lines([bytes.subarray(0, cut), bytes.subarray(cut)], false), ['eins', 'zwö 🚀 é', ''])
  }
  assert.equal(
    await lines(
      [...bytes].map((byte) => Uint8Array.of(byte)),
      true,
    ),
    ['eins', 'zwö 🚀 é', '', 'rest'],
  )
})

test('a line of 8 MB in small chunks is read in no time', async () => {
  const chunk = Buffer.alloc(16 * 1024, 'x')
  const found = await lines([...Array.from({ length: 512 }, () => chunk), Buffer.from('\n')], false)
  assert.equal(
    found.map((line) => line.length),
    [8 * 1024 * 1024],
  )
})

test('of a line without an end so much is kept, and the rest is counted', async () => {
  const chunk = Buffer.alloc(64 * 1024, 'x')
  const found = await lines([...Array.from({ length: 1024 }, () => chunk), Buffer.from('\nnext\n')], false, 1000)
  assert.equal(found, [`${'x'.repeat(1000)}… (${64 * 1024 * 1024 - 1000} more bytes)`, 'next'])
  assert.equal(await lines([Buffer.from('1234567890')], true, 4), ['1234… (6 more bytes)'])
})

test('without such a bound a line without an end is refused', async () => {
  const chunk = Buffer.alloc(2 ** 20, 'x')
  const reading = lines([Buffer.from('first\n'), ...Array.from({ length: 257 }, () => chunk)], true)
  assert.is(await reading.catch((error: unknown) => String(error)), 'Error: it has more than 256 MiB')
})

test('what is no UTF-8 is a line all the same', async () => {
  assert.equal(await lines([Buffer.from([0xff, 0xfe, 0x41, 0x0a, 0xc3, 0x0a])], false), ['\ufffd\ufffdA', '\ufffd'])
})

test.run()
