// Shapes: what fits them, and where a value is something else.
import { suite } from 'uvu'
import * as assert from 'uvu/assert'
import { about, parseShaped } from '../../src/object/json-shape.ts'
import type { Shape, Shaped } from '../../src/object/json-shape.ts'
import type { Json } from '../../src/object/kube-object.ts'

const test = suite('json shape')

const PET = {
  fields: {
    kind: { oneOf: ['Cat', 'Dog'] },
    version: { oneOf: [1] },
    name: about('What it hears.', 'name'),
    age: { optional: 'whole' },
    owner: { nullable: 'text' },
    walks: { mapOf: 'duration' },
    toys: about('In no order.', { optional: { listOf: { fields: { colour: 'text' }, others: 'allowed' } } }),
  },
} as const

const TOM = { kind: 'Cat', version: 1, name: 'Tom', owner: null, walks: { park: '1h5m', door: 0 } }

test('a value of a shape has its type: what is optional may be left out, what is nullable may not', () => {
  const read = parseShaped(TOM, PET)
  if (!('value' in read)) throw new Error(read.fault)
  const pet: Shaped<typeof PET> = read.value
  const { age = 3, toys = [], owner } = pet
  assert.equal([pet, age, toys, owner?.length], [TOM, 3, [], undefined])
})

const FAULTS: readonly (readonly [change: Readonly<Record<string, Json | undefined>>, fault: string])[] = [
  [{ kind: 'Cow' }, 'kind is "Cow", not one of Cat, Dog'],
  [{ version: '1' }, 'version is "1", not one of 1'],
  [{ name: '' }, 'name is "", not a name'],
  [{ name: undefined }, 'name is missing'],
  [{ age: 1.5 }, 'age is 1.5, not a whole number'],
  [{ owner: undefined }, 'owner is missing'],
  [{ walks: { park: 'long' } }, 'walks.park is "long", not a duration'],
  [{ walks: { park: 5 } }, 'walks.park is 5, not a duration'],
  [{ toys: [{ colour: 'red', shape: 'ball' }, {}] }, 'toys[1].colour is missing'],
  [{ toys: {} }, 'toys is {}, not a list'],
]

for (const [change, fault] of FAULTS) {
  test(`the place is told: ${fault}`, () => assert.equal(parseShaped({ ...TOM, ...change }, PET), { fault }))
}

test('any value is one, but none is not', () => {
  const shape: Shape = { fields: { value: 'json' } }
  for (const value of [null, 0, '', [], {}]) assert.ok('value' in parseShaped({ value }, shape))
  assert.equal(parseShaped({}, shape), { fault: 'value is missing' })
})

test.run()
