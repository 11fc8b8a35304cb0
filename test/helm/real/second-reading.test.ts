// time limit: 300 s
import * as fc from 'fast-check'
import { suite } from 'uvu'
import * as assert from 'uvu/assert'
import { asJson } from '../../../src/helm/stream/second-reading.ts'
import { renderDriven } from '../../../src/helm/stream/render-output.ts'
import { FILENAME_ANNOTATION, readStream } from '../../../src/helm/stream/stream.ts'
import { STYLES, randomFields } from './random-texts.ts'
import { createSecondReader, withoutFilename } from './second-reader.ts'
import type { SecondReader } from './second-reader.ts'

const test = suite('what Helm 4 makes of what we give back')
let reader: SecondReader
test.before(async () => {
  reader = await createSecondReader()
})
test.after(() => reader.close())

const NAMES = Array.from({ length: 2_000 }, (_, index) => `d${index}`)

function head(name: string): string {
  return `apiVersion: v1\nkind: ConfigMap\nmetadata:\n  name: ${name}\n`
}

/** A document as Helm hands it over. */
function document(fields: string, index: number): string {
  const name = NAMES[index] ?? ''
  return `---\n${head(name)}  annotations:\n    ${FILENAME_ANNOTATION}: small/templates/${name}.yaml\n${fields}`
}

/** Each document whose texts are others for Helm than for us, and how many were compared: how we read is another question. */
async function compare(
  documents: readonly string[],
): Promise<{ readonly compared: number; readonly others: readonly string[] }> {
  const expected = await reader.objects(documents)
  const alike = documents.flatMap((text) => {
    const stream = readStream(Buffer.from(text))
    const [object] = stream.documents.flatMap(({ manifests }) => manifests.map((manifest) => manifest.object))
    if (object === undefined) return []
    const [name, ours] = [object.metadata.name ?? '', withoutFilename(object)]
    return same(ours, expected.get(name)) ? [{ name, ours, text }] : []
  })
  const stream = readStream(Buffer.from(alike.map(({ text }) => text).join('')))
  const answer = await reader.applied(renderDriven(stream, { major: 4, reading: 'install' }))
  const applied = await reader.objects((answer ?? 'refused').split(/^(?=---\n)/m))
  const others = alike.filter(({ name, ours }) => !same(ours, applied.get(name)))
  return {
    compared: alike.length,
    others: others.map(({ name, text }) => `${text}\nHelm: ${JSON.stringify(applied.get(name))}`),
  }
}

function same(one: unknown, other: unknown): boolean {
  return sorted(one) === sorted(other)
}

function sorted(value: unknown): string {
  return JSON.stringify(value, (_, inner: unknown) => {
    if (typeof inner !== 'object' || inner === null || Array.isArray(inner)) return inner
    return Object.fromEntries(Object.entries(inner).toSorted(([a], [b]) => (a < b ? -1 : 1)))
  })
}

function random(
  style: keyof typeof STYLES | 'all',
  { seed, count }: { seed: number; count: number },
): readonly string[] {
  const fields = style === 'all' ? randomFields() : randomFields(STYLES[style])
  return fc.sample(fields, { seed, numRuns: count })
}

const SEED = Number(process.env['HOOKSYNC_SEED'] ?? 1)
const COUNT = Number(process.env['HOOKSYNC_COUNT'] ?? 60)

for (const style of ['literal', 'folded', 'single', 'double', 'plain', 'all'] as const) {
  test(`${style === 'all' ? 'all styles together' : `${style} texts`}: Helm applies what we have applied`, async () => {
    const { compared, others } = await compare(random(style, { seed: SEED, count: COUNT }).map(document))
    assert.equal(others.slice(0, 3), [])
    assert.ok(compared > COUNT / 2, `${compared} of ${COUNT} compared`)
  })

  test(`${style === 'all' ? 'all styles together' : `${style} texts`}: the same where Helm has rendered them`, async () => {
    // Helm itself refuses most texts whose lines begin with a tab.
    const fields = random(style, { seed: SEED + 1, count: COUNT }).filter((text) => !/^ *\t/m.test(text))
    const files = Object.fromEntries(
      fields.map((text, index) => [`${NAMES[index]}.yaml`, `${head(NAMES[index] ?? '')}${text}`]),
    )
    const read = await renderable(files)
    const rendered = (await reader.handedOver(read)) ?? ''
    const { compared, others } = await compare(rendered.split(/^(?=---\n)/m))
    assert.equal(others.slice(0, 3), [])
    assert.ok(compared > COUNT / 3, `${compared} of ${COUNT} compared`)
  })
}

/** The files that Helm reads at all; one that it does not fails them all, so they are tried in halves. */
async function renderable(files: Readonly<Record<string, string>>): Promise<Readonly<Record<string, string>>> {
  const names = Object.keys(files)
  if (names.length === 0 || (await reader.handedOver(files)) !== undefined) return files
  if (names.length === 1) return {}
  const half = (part: readonly string[]) =>
    renderable(Object.fromEntries(part.map((name) => [name, files[name] ?? ''])))
  const middle = Math.ceil(names.length / 2)
  return { ...(await half(names.slice(0, middle))), ...(await half(names.slice(middle))) }
}

test('what is given back as JSON is read by Helm as it is written', async () => {
  const texts = [
    '',
    ' a ',
    'a\tb',
    '\n',
    'a\r\n',
    'a\n\n',
    '\u0000\u001b\u007f\u0085\u00a0\u2028\u2029\ufeff',
    '😀\uffff',
    'yes',
    '012',
    '~',
    '- a',
    '---',
  ]
  const keys = ['y', 'null', '1', 'a b', 'k'.repeat(300), '<<', '', '"', 'a: b']
  const data = Object.fromEntries([
    ...texts.map((text, index) => [`t${index}`, text]),
    ...keys.map((key) => [key, `${key}\n`]),
    ...[0, -1, 1.5, 1e21, 1e-7, true, false, null].map((value) => [String(value), value]),
    ['deep', [[], {}, [[{}]], { a: [texts] }]],
  ])
  const object = { apiVersion: 'v1', kind: 'ConfigMap', metadata: { name: 'd0' }, data }
  const json = asJson(object, '---')
  assert.equal(
    await reader.objects([(await reader.applied(json)) ?? 'refused']).then((all) => sorted(all.get('d0'))),
    sorted(object),
  )
})

test.run()
