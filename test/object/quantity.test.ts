// Quantities: each answer is the real server's.
import { suite } from 'uvu'
import * as assert from 'uvu/assert'
import { formatQuantity, readQuantity } from '../../src/object/quantity.ts'

const test = suite('quantity')

const NO_QUANTITY = "quantities must match the regular expression '^([+-]?[0-9.]+)([eEinumkKMGTP]*[-+]?[0-9]*)$'"
const NO_SUFFIX = "unable to parse quantity's suffix"

test('a quantity is written in its shortest form', () => {
  const cases: readonly (readonly [string | number, string])[] = [
    ['1024Mi', '1Gi'],
    ['1.5Gi', '1536Mi'],
    ['0.5Ki', '512'],
    ['1.5Ki', '1536'],
    ['1000m', '1'],
    ['0.5', '500m'],
    [' 1Gi ', '1Gi'],
    ['.5', '500m'],
    ['1.', '1'],
    ['.', '0'],
    ['+1', '1'],
    ['1e3', '1e3'],
    ['1e4', '10e3'],
    ['1e2', '100'],
    ['1e-3', '1e-3'],
    ['-1e10', '-10e9'],
    ['-3Ei', '-3Ei'],
    ['-10E', '-10E'],
    ['12345678901234567890', '12345678901234567890'],
    [1000, '1k'],
    [0.5, '500m'],
    [0, '0'],
  ]
  for (const [text, shortest] of cases) {
    const read = readQuantity(text)
    assert.is(typeof read === 'string' ? read : formatQuantity(read), shortest, `${text}`)
  }
})

test('what is not a quantity is refused in one of two ways', () => {
  for (const text of ['2Gx', '', '64MB', '1 Gi', '1.5.5', '0x10', '1,5'])
    assert.is(readQuantity(text), NO_QUANTITY, text)
  for (const text of ['1K', '1mi', '1e', '1Kii']) assert.is(readQuantity(text), NO_SUFFIX, text)
})

test.run()
