import { randomBytes } from 'node:crypto'
import { suite } from 'uvu'
import * as assert from 'uvu/assert'
import { judgeRecord } from '../../../src/helm/release/record-size.ts'

const test = suite('record size')

/** Text that packs to about this many bytes, for base64 packs to what it stands for and is written as base64 again. */
const text = (bytes: number): string => randomBytes(Math.ceil((bytes / 4) * 3)).toString('base64')

for (const [what, output, storage, fits] of [
  ['a small release', 'kind: ConfigMap\n', 'secret', 'yes'],
  ['a long one that packs well', 'kind: ConfigMap\n'.repeat(500_000), 'secret', 'yes'],
  ['a third of the limit', text(360_000), 'secret', 'perhaps'],
  ['more than the limit', text(1_100_000), 'secret', 'no'],
  ['more than the limit in a ConfigMap', text(1_100_000), 'configmap', 'no'],
  ['more than the limit in a data base', text(1_100_000), 'sql', 'yes'],
] as const) {
  test(`whether Helm can record ${what}: ${fits}`, () => assert.is(judgeRecord(output, storage).fits, fits))
}

test("the message names Helm's limit and what is known", () => {
  const size = judgeRecord(text(1_100_000), 'secret')
  assert.match(
    size.fits === 'yes' ? '' : size.message,
    /^Helm cannot record this release: a Secret holds 1048576 bytes; what was rendered takes 11\d{5} bytes of it packed, and the chart's own files come on top$/,
  )
})

test.run()
