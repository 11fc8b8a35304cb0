// The kinds of texts in a value, by its shape.
import { suite } from 'uvu'
import * as assert from 'uvu/assert'
import type { Shape } from '../../src/object/json-shape.ts'
import { mapTexts, someText } from '../../src/object/json-texts.ts'

const test = suite('json texts')

const SHAPE: Shape = {
  fields: {
    name: 'identity',
    phase: { oneOf: ['Sync'] },
    message: { optional: 'text' },
    place: { nullable: { fields: { source: 'identity', excerpt: 'excerpt' } } },
    tags: { listOf: 'identity' },
    labels: { mapOf: 'text' },
    count: 'number',
  },
}

const VALUE = {
  name: 'a',
  phase: 'Sync',
  message: 'b',
  place: { source: 'c', excerpt: 'd' },
  tags: ['e', 'f'],
  labels: { g: 'h' },
  count: 1,
  unknown: { deep: ['i'] },
}

test('each text comes with its kind; what the shape does not know is anybody’s text', () => {
  assert.equal(
    mapTexts(VALUE, SHAPE, (kind, text) => `${kind} ${text}`),
    {
      name: 'identity a',
      phase: 'identity Sync',
      message: 'text b',
      place: { source: 'identity c', excerpt: 'excerpt d' },
      tags: ['identity e', 'identity f'],
      labels: { g: 'text h' },
      count: 1,
      unknown: { deep: ['text i'] },
    },
  )
})

test('some text is found wherever it stands, and no other', () => {
  for (const text of 'abcdefhi')
    assert.ok(
      someText(VALUE, SHAPE, (_, found) => found === text),
      text,
    )
  assert.not.ok(someText(VALUE, SHAPE, (_, found) => found === 'g'))
  assert.not.ok(someText({ ...VALUE, message: undefined, place: null }, SHAPE, (kind) => kind === 'excerpt'))
})

test.run()
