// Plain scalars mean what Go's YAML makes of them; every row was checked against sigs.k8s.io/yaml 1.6.
import { suite } from 'uvu'
import * as assert from 'uvu/assert'
import { plainKeyText, resolvePlain } from '../../../src/manifest/yaml/go-scalar.ts'
import type { PlainScalar } from '../../../src/manifest/yaml/go-scalar.ts'

const test = suite('scalar')

const VALUES: readonly (readonly [string, PlainScalar])[] = [
  ['', null],
  ['~', null],
  ['null', null],
  ['Null', null],
  ['NULL', null],
  ['nULL', 'nULL'],
  ...['y', 'Y', 'yes', 'Yes', 'YES', 'true', 'True', 'TRUE', 'on', 'On', 'ON'].map((word) => [word, true] as const),
  ...['n', 'N', 'no', 'No', 'NO', 'false', 'False', 'FALSE', 'off', 'Off', 'OFF'].map((word) => [word, false] as const),
  ['yES', 'yES'],
  ['tRUE', 'tRUE'],
  ['nope', 'nope'],
  ['0', 0],
  ['-0', 0],
  ['-0.0', 0],
  ['7', 7],
  ['+5', 5],
  ['-12', -12],
  ['0777', 511],
  ['0o777', 511],
  ['010', 8],
  ['089', 89],
  ['08', 8],
  ['0x1F', 31],
  ['-0x1F', -31],
  ['0XfF', 255],
  ['0b101', 5],
  ['-0b101', -5],
  ['0b102', '0b102'],
  ['0xfg', '0xfg'],
  ['1_000', 1000],
  ['0_7', 7],
  ['1__0_', 10],
  ['_1', '_1'],
  ['1.5', 1.5],
  ['1.0', 1],
  ['1e3', 1000],
  ['1E-3', 0.001],
  ['.5', 0.5],
  ['.5_0', 0.5],
  ['.5_', '.5_'],
  ['5.', 5],
  ['1.2.3', '1.2.3'],
  ['.', '.'],
  ['..', '..'],
  ['-', '-'],
  ['+', '+'],
  ['--1', '--1'],
  ['1e400', '1e400'],
  ['1e-400', 0],
  ['.inf', Number.POSITIVE_INFINITY],
  ['+.Inf', Number.POSITIVE_INFINITY],
  ['-.INF', Number.NEGATIVE_INFINITY],
  ['inf', 'inf'],
  ['12:30', '12:30'],
  ['190:20:30', '190:20:30'],
  ['2024-01-02', '2024-01-02'],
  ['2024-01-02T03:04:05Z', '2024-01-02T03:04:05Z'],
  ['=', '='],
  ['<<', '<<'],
  ['9007199254740991', 9007199254740991],
  ['9007199254740993', 9007199254740993n],
  ['-9007199254740993', -9007199254740993n],
  ['9223372036854775807', 9223372036854775807n],
  ['-9223372036854775808', -9223372036854775808n],
  ['9223372036854775808', 9223372036854776000],
  ['12345678901234567890', 12345678901234567000],
  ['18446744073709551616', 18446744073709552000],
  ['0xFFFFFFFFFFFFFFFFF', '0xFFFFFFFFFFFFFFFFF'],
  ['1e18', 1000000000000000000n],
  ['1e21', 1e21],
]

for (const [text, expected] of VALUES) {
  test(`${JSON.stringify(text)} means ${String(expected)}`, () => {
    assert.is(resolvePlain(text), expected)
  })
}

test('.nan is not a number', () => {
  assert.ok(Number.isNaN(resolvePlain('.NaN')))
})

const KEYS: readonly (readonly [string, string | undefined])[] = [
  ['name', 'name'],
  ['', undefined],
  ['~', undefined],
  ['null', undefined],
  ['n', 'false'],
  ['y', 'true'],
  ['on', 'true'],
  ['Off', 'false'],
  ['1', '1'],
  ['0x10', '16'],
  ['0777', '511'],
  ['1_000', '1000'],
  ['9007199254740993', '9007199254740993'],
  ['1.5', '1.5'],
  ['1.0', '1'],
  ['0.1', '0.1'],
  ['1e6', '1e+06'],
  ['1234567.0', '1.234567e+06'],
  ['123456.5', '123456.5'],
  ['0.00001', '1e-05'],
  ['.inf', '.inf'],
  ['-.inf', '-.inf'],
  ['.nan', '.nan'],
  ['12:30', '12:30'],
  ['2024-01-02', '2024-01-02'],
]

for (const [text, expected] of KEYS) {
  test(`the key ${JSON.stringify(text)} becomes ${expected === undefined ? 'a fault' : JSON.stringify(expected)}`, () => {
    assert.is(plainKeyText(text), expected)
  })
}

test.run()
