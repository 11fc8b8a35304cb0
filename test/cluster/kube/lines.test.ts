import { suite } from 'uvu'
import * as assert from 'uvu/assert'
import { readBodyLines } from '../../../src/cluster/kube/lines.ts'

const test = suite('lines')

async function lines(chunks: readonly Uint8Array[], rest: boolean): Promise<string[]> {
  async function* source(): AsyncGenerator<Uint8Array, void, void> {
    for (const chunk of chunks) yield await Promise.resolve(chunk)
  }
  const found: string[] = []
  for await (const line of readBodyLines(source(), { rest })) found.push(line)
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

test.run()
