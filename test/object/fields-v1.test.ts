// Trees of owned fields: what of an object is owned, and where.
import { suite } from 'uvu'
import * as assert from 'uvu/assert'
import { fieldsAt, mergeFields, ownedPart, ownedPlaces } from '../../src/object/fields-v1.ts'

const test = suite('FieldsV1')

const FIELDS = {
  'f:spec': {
    'f:replicas': {},
    'f:args': {},
    'f:containers': { 'k:{"name":"web"}': { '.': {}, 'f:image': {}, 'f:name': {} } },
    'f:finalizers': { 'v:"ours"': {} },
    'f:map': { '.': {} },
  },
}

const SPEC = {
  replicas: 2,
  args: ['a', 'b'],
  containers: [
    { name: 'proxy', image: 'p' },
    { name: 'web', image: 'w', tty: true },
  ],
  finalizers: ['theirs', 'ours'],
  map: { theirs: 1 },
}

test('what is owned at a place', () => {
  const at = (...place: readonly (string | number)[]) => fieldsAt(FIELDS, { spec: SPEC }, place)
  assert.equal(at('spec', 'replicas'), {})
  assert.equal(at('spec', 'args', 1), {}, 'a list that is one value is owned as a whole')
  assert.equal(at('spec', 'containers', 1, 'image'), {})
  assert.is(at('spec', 'containers', 1, 'tty'), undefined)
  assert.is(at('spec', 'containers', 0), undefined)
  assert.equal(at('spec', 'finalizers', 1), {})
  assert.is(at('spec', 'finalizers', 0), undefined)
  assert.is(at('spec', 'map', 'theirs'), undefined)
})

test('the part that is owned', () => {
  assert.equal(ownedPart({ spec: SPEC }, FIELDS), {
    spec: {
      replicas: 2,
      args: ['a', 'b'],
      containers: [{ name: 'web', image: 'w' }],
      finalizers: ['ours'],
      map: {},
    },
  })
})

test('the places of the values that are owned', () => {
  assert.equal(
    ownedPlaces(FIELDS, { spec: SPEC }).map((place) => place.join(' ')),
    ['spec replicas', 'spec args', 'spec containers 1 image', 'spec containers 1 name', 'spec finalizers 1'],
  )
})

test('two trees as one', () => {
  assert.equal(mergeFields({ 'f:a': { 'f:b': {} } }, { 'f:a': { 'f:c': {} }, 'f:d': {} }), {
    'f:a': { 'f:b': {}, 'f:c': {} },
    'f:d': {},
  })
})

test.run()
