import { suite } from 'uvu'
import * as assert from 'uvu/assert'
import type { JsonObject } from '../../src/object/kube-object.ts'
import type { Manifest } from '../../src/manifest/manifest.ts'
import { redactEvent } from '../../src/report/presenter.ts'
import { createRedactor } from '../support/redactor.ts'
import { events, task } from '../report/build-events.ts'

const test = suite('redact')

function manifest(kind: string, content: JsonObject, name = 'db'): Manifest {
  const object = { apiVersion: 'v1', kind, metadata: { name, namespace: 'shop' }, ...content }
  return { object, location: { source: 'x.yaml', line: 1, column: 1 }, annotationLocations: {} }
}

function base64(text: string): string {
  return Buffer.from(text).toString('base64')
}

const key = '-----BEGIN KEY-----\nMIIBVAIBADANBg\n-----END KEY-----\n'
const secret = manifest('Secret', {
  data: {
    password: base64('hunter22\n'),
    url: base64('postgres://u:p%ss/w"d@db'),
    binary: '//79/A==',
    short: base64('abc'),
  },
  stringData: { token: 'tok.en+1(2)', prefix: 'hunter22-longer', key, user: 'postgres' },
})
const manifests = [
  secret,
  manifest('StatefulSet', {}, 'postgres'),
  manifest('ConfigMap', { data: { a: 'not-secret' } }),
]

const TEXTS: readonly (readonly [string, string, string])[] = [
  ['a decoded value', 'login with hunter22 failed', 'login with *** failed'],
  ['a raw base64 value', `data: ${base64('hunter22\n')}`, 'data: ***'],
  ['a plain value with characters of patterns', 'got tok.en+1(2), not tokXen', 'got ***, not tokXen'],
  ['the base64 of a plain value', base64('tok.en+1(2)'), '***'],
  ['the longest of two that begin alike', 'hunter22-longer', '***'],
  ['a line of a value', 'read MIIBVAIBADANBg', 'read ***'],
  ['a value as JSON writes it', 'url="postgres://u:p%ss/w\\"d@db"', 'url="***"'],
  ['a value as a URL carries it', '?u=postgres%3A%2F%2Fu%3Ap%25ss%2Fw%22d%40db', '?u=***'],
  ['several in one text', 'hunter22 hunter22 tok.en+1(2)', '*** *** ***'],
]

for (const [title, text, expected] of TEXTS) {
  test(`${title} is masked`, () => assert.is(createRedactor(manifests)(text), expected))
}

const KEPT: readonly (readonly [string, string])[] = [
  ['a value of under six characters', 'abc'],
  ['a value that is the name of a resource of the set', 'StatefulSet postgres'],
  ['a value of a ConfigMap', 'not-secret'],
]

for (const [title, text] of KEPT) {
  test(`${title} is kept`, () => assert.is(createRedactor(manifests)(text), text))
}

test('a token of the command line is masked', () => {
  assert.is(createRedactor([], { secrets: ['s3cr3t-token'] })('Bearer s3cr3t-token'), 'Bearer ***')
})

test('a value that is the name of the destination, or of another thing that all see, is kept; more than that is not', () => {
  const encoded = base64('shop-prod')
  const named = [manifest('Secret', { data: { namespace: encoded, url: base64('https://shop-prod/') } })]
  assert.is(createRedactor(named)('namespace shop-prod'), 'namespace ***')
  const redact = createRedactor(named, { publicNames: ['shop-prod'] })
  assert.is(redact(`namespace shop-prod: ${encoded}, https://shop-prod/`), 'namespace shop-prod: ***, ***')
})

test('without secrets text stays as it is', () => assert.is(createRedactor([])('x'), 'x'))

test('an event is masked in its free text and keeps what identifies things', () => {
  const ref = task('ConfigMap shop/hunter22')
  const [event] = events({ type: 'task-completed', ...ref, outcome: 'Failed', message: 'hunter22: no' })
  if (event === undefined) throw new Error('no event')
  assert.equal(redactEvent(event, createRedactor(manifests)), { ...event, message: '***: no' })
})

test.run()
