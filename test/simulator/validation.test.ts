// The small readers of validation: addresses, base64, schedules. Each answer is the real server's.
import { suite } from 'uvu'
import * as assert from 'uvu/assert'
import { isPartOf, parseAddress, parseNetwork } from '../../src/simulator/validation/addresses.ts'
import { encodeBase64, isBase64 } from '../../src/simulator/kinds/config/base64.ts'
import { textDiff } from '../../src/simulator/validation/immutable.ts'

const test = suite('validation')

test('addresses of both families, and their networks', () => {
  for (const text of ['10.0.0.1', '010.0.0.1', '::', '::1', '2001:db8::ffff', '1:2:3:4:5:6:7:8', '::ffff:10.0.0.1'])
    assert.ok(parseAddress(text), text)
  for (const text of ['', 'x', '1.2.3', '1.2.3.256', '1:2', ':::', '1::2::3', '1:2:3:4:5:6:7:8:9', 'g::', '::1.2.3'])
    assert.is(parseAddress(text), undefined, text)
  for (const text of ['10.0.0.0/8', '0.0.0.0/0', '2001:db8::/64']) assert.ok(parseNetwork(text), text)
  for (const text of ['10.0.0.0', '10.0.0.0/33', '::/129', '/8', 'x/8']) assert.is(parseNetwork(text), undefined, text)
  const isPart = (part: string, whole: string): boolean => {
    const [small, large] = [parseNetwork(part), parseNetwork(whole)]
    return small !== undefined && large !== undefined && isPartOf(small, large)
  }
  assert.equal(
    [isPart('10.1.0.0/16', '10.0.0.0/8'), isPart('11.0.0.0/16', '10.0.0.0/8'), isPart('10.0.0.0/8', '10.0.0.0/8')],
    [true, false, false],
  )
  assert.is(isPart('::/64', '0.0.0.0/0'), false)
})

test('base64 is told from other texts', () => {
  for (const text of ['', 'YQ==', 'YWI=', 'YWJj', 'YWJj\nYWJj\n']) assert.ok(isBase64(text), text)
  for (const text of ['%%%', 'abcde', 'YQ=x', 'YQ=', '=', 'YWJjZ', 'YWI=YWJj']) assert.not.ok(isBase64(text), text)
  assert.is(encodeBase64('grün'), 'Z3LDvG4=')
  assert.is(encodeBase64('x'.repeat(1_000_000)).length, 1_333_336)
})

test('a difference shows the changed lines and those around them', () => {
  const before = { a: 1, b: 2, c: 3, d: { e: 4 }, f: 5, g: 6 }
  assert.is(
    textDiff(before, { ...before, d: { e: 7 } }),
    '@@ -3,7 +3,7 @@\n  "b": 2,\n  "c": 3,\n  "d": {\n-  "e": 4\n+  "e": 7\n  },\n  "f": 5,\n  "g": 6\n',
  )
  assert.is(textDiff({}, { a: 1 }), '@@ -1,1 +1,3 @@\n-{}\n+{\n+ "a": 1\n+}\n')
})

test.run()
