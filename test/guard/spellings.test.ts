import { suite } from 'uvu'
import * as assert from 'uvu/assert'
import { createGuard } from '../../src/guard/guard.ts'
import { secretsIn } from '../../src/guard/secrets-in.ts'
import { harmless } from '../../src/guard/tell.ts'
import type { Secret } from '../../src/io.ts'
import { publicUrl, secretsInUrl } from '../../src/manifest/url-secrets.ts'

const test = suite('spellings')

function mask(secrets: readonly Secret[], text: string): string {
  const guard = createGuard()
  guard.hide(secrets)
  return guard.mask(text)
}

function secret(content: object): readonly Secret[] {
  return secretsIn([{ apiVersion: 'v1', kind: 'Secret', metadata: { name: 's' }, ...content }])
}

/** Not one character of it is plain in any of its spellings. */
const VALUE = `p<4>&"w'o\\rd/é+ü`
const bytes = Buffer.from(VALUE)
const base64 = bytes.toString('base64')
const json = JSON.stringify(VALUE)

const SPELLINGS: readonly (readonly [string, string])[] = [
  ['as it is', VALUE],
  [
    'with a colour inside',
    `${VALUE.slice(0, 3)}\u001b[01;31m\u001b[K${VALUE.slice(3, 9)}\u001b[m\u001b[K${VALUE.slice(9)}`,
  ],
  ['with a colour of one byte inside', `${VALUE.slice(0, 3)}\u009b0m${VALUE.slice(3)}`],
  ['with a title of a window inside', `${VALUE.slice(0, 3)}\u001b]0;title\u0007${VALUE.slice(3)}`],
  ['with a colour inside, in JSON', JSON.stringify(`${VALUE.slice(0, 3)}\u001b[31m${VALUE.slice(3)}`)],
  ['in JSON', json],
  ['in JSON of Go', json.replaceAll('<', '\\u003c').replaceAll('>', '\\u003e').replaceAll('&', '\\u0026')],
  ['in JSON in JSON', JSON.stringify(json)],
  ['in JSON in JSON in JSON', JSON.stringify(JSON.stringify(json))],
  ['as JSON with all but ASCII escaped', json.replace(/[^ -~]/g, (one) => `\\u00${one.charCodeAt(0).toString(16)}`)],
  ['in single quotes of YAML', `'${VALUE.replaceAll("'", "''")}'`],
  ['folded in double quotes of YAML', `"${json.slice(1, 5)}\\\n    ${json.slice(5, -1)}"`],
  ['as Go quotes bytes', `"${[...bytes].map((byte) => `\\x${byte.toString(16).padStart(2, '0')}`).join('')}"`],
  ['in base64', base64],
  ['in base64 without padding', base64.replace(/=+$/, '')],
  ['in base64 for URLs', bytes.toString('base64url')],
  ['in base64 in lines', base64.replace(/.{8}/g, '$&\n')],
  ['in base64 in indented lines', base64.replace(/.{8}/g, '$&\n      ')],
  ['in base64 with something before it', Buffer.from(`admin:${VALUE}`).toString('base64')],
  ['in base64 with something around it', Buffer.from(`u:${VALUE}@host`).toString('base64')],
  ['in hex', bytes.toString('hex')],
  ['in capital hex', bytes.toString('hex').toUpperCase()],
  ['as a list of bytes', `[${[...bytes].join(' ')}]`],
  ['as a JSON list of bytes', JSON.stringify([...bytes])],
  [
    'as Go source of bytes',
    `[]byte{${[...bytes].map((byte) => `0x${byte.toString(16).padStart(2, '0')}`).join(', ')}}`,
  ],
  ['in a URL', encodeURIComponent(VALUE)],
  ['in a form', new URLSearchParams({ v: VALUE }).toString()],
  ['in HTML', VALUE.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('"', '&#34;').replaceAll("'", '&#39;')],
  ['cut at the end of the text', VALUE.slice(0, 10)],
  ['cut at the end of a line', `${VALUE.slice(0, 10)}\nmore`],
  ['cut with an ellipsis', `${VALUE.slice(0, 10)}… (200 more)`],
  ['cut with three dots', `${VALUE.slice(0, 10)}...`],
  ['cut before it', `…${VALUE.slice(-9)}`],
  ['cut before it, as the text begins', VALUE.slice(-9)],
  ['in base64 cut at the end', base64.slice(0, 12)],
  [
    'as decoders of Go excerpt it',
    `in #10 byte of ...|${VALUE.slice(3, 13)}|..., bigger context ...|${VALUE.slice(0, 12)}|...`,
  ],
]

for (const [title, text] of SPELLINGS) {
  test(`a value ${title} is masked`, () => {
    const before = title.endsWith('as the text begins') ? '' : 'said: '
    const said = mask(secret({ stringData: { password: VALUE } }), `${before}${text}`)
    // Of what is cut on both sides only an end can be known.
    const telling = ['4>&', '4\\>', Buffer.from('<4>&').toString('hex'), '60 52 62', base64.slice(2, 9)]
    if (title !== 'as decoders of Go excerpt it')
      assert.equal(telling.filter((part) => said.includes(part)), [], said) // prettier-ignore
    assert.match(said, '***')
  })
}

test('what stands around a value stays', () => {
  const secrets = secret({ data: { password: Buffer.from('hunter22').toString('base64') } })
  const text = `login as admin with "hunter22" (aHVudGVyMjI=) failed: retry in 3s`
  assert.is(mask(secrets, text), 'login as admin with "***" (***) failed: retry in 3s')
})

const KINDS: readonly (readonly [string, object, string, string])[] = [
  ['a number', { stringData: { pin: 123456789 } }, 'got 123456789', 'got ***'],
  ['a large number', { stringData: { pin: 9007199254740993n } }, 'got 9007199254740993', 'got ***'],
  ['a number of four digits', { stringData: { pin: 4711 } }, 'pin 4711, port 47110', 'pin ***, port 47110'],
  ['a value of five characters', { stringData: { word: 'tiger' } }, 'scott/tiger, tigers', 'scott/***, tigers'],
  ['the base64 of a value of five', { stringData: { word: 'tiger' } }, 'data: dGlnZXI=', 'data: ***'],
  ['a value of one', { stringData: { 'db-pin': '7' } }, 'DB_PIN=7 took 7s', 'DB_PIN=*** took 7s'],
  ['a word of every day', { stringData: { tls: true } }, '"tls": true, "debug": true', '"tls": ***, "debug": true'],
  ['the base64 of one', { data: { tls: 'dHJ1ZQ==' } }, 'tls: dHJ1ZQ==', 'tls: ***'],
  ['plain text where base64 belongs', { data: { a: 'not base64!' } }, 'bad: not base64!', 'bad: ***'],
  ['what stands deeper than it may', { stringData: { a: { b: ['hunter22'] } } }, 'map[b:hunter22]', 'map[b:***]'],
  ['a line of a value', { stringData: { a: 'first line\nsecond line\n' } }, 'at second line:', 'at ***:'],
  ['a folded value', { stringData: { a: 'one two three' } }, 'a: one two\n  three', 'a: ***'],
  ['a value told in one line', { stringData: { a: 'one \t two\n  three' } }, 'a: one two three!', 'a: ***!'],
  ['a line of a value with its blanks made one', { stringData: { a: 'x\nkey  of\tall' } }, 'a: key of all!', 'a: ***!'],
  ['the password of a URL', { stringData: { a: 'pg://u:hunter22@db/x' } }, 'no: hunter22', 'no: ***'],
  ['a password in JSON', { stringData: { a: '{"auths":{"r":{"password":"hunter22"}}}' } }, 'no: hunter22', 'no: ***'],
  ['a password in variables', { stringData: { env: 'HOST=db\nDB_PASSWORD="hunter22"\n' } }, 'no: hunter22', 'no: ***'],
  [
    'what kubectl has applied last',
    { metadata: { name: 's', annotations: { 'kubectl.kubernetes.io/last-applied-configuration': '{"data":{"a":"aHVudGVyMjI="}}' } } },
    'was hunter22',
    'was ***',
  ],
  ['the mark of a PEM text', { stringData: { a: '-----BEGIN KEY-----\nMIIB1234\n-----END KEY-----' } }, '-----BEGIN KEY----- of MIIB1234', '-----BEGIN KEY----- of ***'],
] // prettier-ignore

for (const [title, content, text, expected] of KINDS) {
  test(`${title}: ${expected}`, () => assert.is(mask(secret(content), text), expected))
}

test('what another kind holds is not a secret', () => {
  const object = { apiVersion: 'v1', kind: 'ConfigMap', metadata: { name: 's' }, data: { a: 'hunter22' } }
  assert.equal(secretsIn([object]), [])
})

const URLS: readonly (readonly [string, string])[] = [
  ['https://host/a.yaml', 'https://host/a.yaml'],
  ['https://jane:hunter22@host/a.yaml#x', 'https://***@host/a.yaml'],
  ['https://tok3n@host/', 'https://***@host/'],
  ['https://host/a.yaml?ref=main&private_token=t0k3n', 'https://host/a.yaml?***'],
  ['deploy/a?b@c', 'deploy/a?b@c'],
]

for (const [url, expected] of URLS) test(`${url} is told as ${expected}`, () => assert.is(publicUrl(url), expected))

test('what a URL holds is masked where a server repeats it', () => {
  const secrets = secretsInUrl('https://jane:hunter%4022@host/?token=t0k3n-x')
  assert.is(mask(secrets, 'no hunter@22, hunter%4022 or t0k3n-x'), 'no ***, *** or ***')
})

const PIECES = [' ', '\t', '\r', 'a', '1', '-', '"', "'", '\\', '%4', '\u001b]', '\u009d', '\u0090a', '\u009b1', 'x=', '=', '+', ' \n', '\n'] // prettier-ignore

test('no text takes long to be made harmless', () => {
  const guard = createGuard()
  guard.hide([{ key: 'pin', value: '7' }, { value: 'hunter22' }])
  const slow = PIECES.filter((piece) => {
    const begun = performance.now()
    harmless(`${piece.repeat(40_000 / piece.length)}!x`, guard.mask)
    return performance.now() - begun > 2000
  })
  assert.equal(slow, [])
})

test('a thousand secrets are looked for in a megabyte within a second', () => {
  const guard = createGuard()
  guard.hide(Array.from({ length: 1000 }, (_, index) => ({ value: `secret value of number ${index}` })))
  const line = 'apps/Deployment shop/web: 1 of 2 updated replicas available, image registry.example.com/web:1.2.3\n'
  const started = performance.now()
  assert.is(guard.mask(line.repeat(10_000)).length, line.length * 10_000)
  assert.ok(performance.now() - started < 5000)
})

test.run()
