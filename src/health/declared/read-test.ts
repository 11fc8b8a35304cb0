// A test of a short health rule → the vocabulary's, with a fault for each word that means nothing or can never be so. Judges nothing.
import type { Location } from '../../manifest/manifest.ts'
import type { Setting } from '../../manifest/settings.ts'
import { suggest } from '../../manifest/suggest.ts'
import { defined } from '../../object/defined.ts'
import { faultOf, parseShaped } from '../../object/json-shape.ts'
import { toJson } from '../../object/json.ts'
import { isJsonList } from '../../object/kube-object.ts'
import { isTests } from '../vocabulary/matches.ts'
import type { Amount, Test, Words } from '../vocabulary/rule.ts'
import { readPath } from './read-path.ts'
import type { PathPlace } from './read-path.ts'
import { isList, listOf, neverBoth, neverTogether, strangeStatus } from './never-so.ts'
import { holdsTests, TEST_SHAPES } from './rule-shape.ts'

/** Takes what is wrong: where, what, and what to do. */
export type Tell = (location: Location, message: string, hint: string) => undefined

/** Where a test stands: how messages name it, and from where its paths begin. */
export interface TestPlace {
  readonly name: string
  readonly from: PathPlace['from']
  readonly tell: Tell
}

type Head = keyof typeof TEST_SHAPES

const FORM = "write a test like { condition: Ready, is: 'True' } or { field: status.phase, is: Running }"

/** Reads a test or a list of tests; undefined: something is wrong with it, and was told. */
export function readTest(setting: Setting, place: TestPlace): Test | undefined {
  const { value, location, entries, items } = setting
  if (items !== undefined) return readTests(items, location, place)
  if (entries === undefined) {
    const word = typeof value === 'string' && /^[A-Z]\w*$/.test(value) ? value : undefined
    const hint = value === 'otherwise' ? OTHERWISE : word === undefined ? FORM : `did you mean { condition: ${word} }?`
    return place.tell(location, `${place.name} is ${toJson(value).slice(0, 60)}, not a test`, hint)
  }
  const all = HEADS.filter((head) => entries.has(head))
  const heads = all.filter((head) => !all.some((other) => other !== head && Object.hasOwn(fieldsOf(other), head)))
  const [head, second] = heads
  if (head === undefined) {
    const any = entries.get('any')
    if (any !== undefined) {
      return place.tell(any.location, `${place.name} has no any`, 'write the tests as a list, of which one is enough')
    }
    const known = [...entries].find(([key]) => suggest(key, HEADS) !== undefined) ?? [...entries][0]
    const near = known === undefined ? undefined : suggest(known[0], HEADS)
    const message = `${place.name} begins with none of ${HEADS.join(', ')}`
    return place.tell(known?.[1].location ?? location, message, near === undefined ? FORM : `did you mean ${near}?`)
  }
  if (second !== undefined) {
    const hint = `write both as all: [{ ${head}: … }, { ${second}: … }], or as a list where one is enough`
    return place.tell(entries.get(second)?.location ?? location, `${place.name} is two tests in one`, hint)
  }
  return hasKnownWords(head, setting, place) ? READERS[head](setting, place) : undefined
}

const OTHERWISE = 'otherwise stands alone behind a health, as in Healthy: otherwise'

const HEADS = Object.keys(TEST_SHAPES).filter((word): word is Head => Object.hasOwn(TEST_SHAPES, word))

function fieldsOf(head: Head): Readonly<Record<string, unknown>> {
  return TEST_SHAPES[head].fields
}

function readTests(items: readonly Setting[], location: Location, place: TestPlace): readonly Test[] | undefined {
  if (items.length === 0) return place.tell(location, `${place.name} is an empty list, which is never so`, FORM)
  const tests = items.map((item, at) => readTest(item, { ...place, name: `${place.name}[${at}]` }))
  const right = tests.filter((test) => test !== undefined)
  return right.length === tests.length ? right : undefined
}

/** Tells each word that the test does not have, and each that holds something else than it should. */
function hasKnownWords(head: Head, { entries = new Map(), location }: Setting, { name, tell }: TestPlace): boolean {
  const { fields } = TEST_SHAPES[head]
  let isRight = true
  const wrong = (...told: Parameters<Tell>): void => {
    isRight = false
    tell(...told)
  }
  for (const [word, entry] of entries) {
    const shape = Object.entries(fields).find(([known]) => known === word)?.[1]
    const near = suggest(word, Object.keys(fields))
    const hint = near === undefined ? `it has ${Object.keys(fields).join(', ')}` : `did you mean ${near}?`
    if (shape === undefined) {
      wrong(entry.location, `${name}: a test of ${head} has no ${word}`, hint)
      continue
    }
    const { value } = entry.setting
    if (isJsonList(value) && value.length === 0) {
      wrong(entry.setting.location, `${name}.${word} is an empty list, which is never so`, 'name what it may be')
    } else if (!holdsTests(shape)) {
      const fault = faultOf(value, shape, `${name}.${word}`)
      if (fault !== undefined) wrong(entry.setting.location, fault, valueHint(word, value))
    }
  }
  const missing = Object.entries(fields).find(([word, shape]) => faultOf(undefined, shape) && !entries.has(word))?.[0]
  if (missing !== undefined) wrong(location, `${name}.${missing} is missing`, FORMS[head] ?? FORM)
  return isRight
}

const FORMS: Readonly<Partial<Record<Head, string>>> = {
  compare: "write it like { compare: status.readyReplicas, by: '=', with: spec.replicas }",
}

function valueHint(word: string, value: Setting['value']): string {
  if (value === null && ['compare', 'with', 'by'].includes(word)) return "quote it: '#status.nodes', '='"
  const plain = (isJsonList(value) ? value : [value]).find((one) => typeof one === 'number' || typeof one === 'boolean')
  return plain !== undefined && word !== 'demanded' ? `quote it: '${plain}'` : FORM
}

const READERS: Readonly<Record<Head, (setting: Setting, place: TestPlace) => Test | undefined>> = {
  condition: readCondition,
  field: readField,
  compare: readCompare,
  parts: readParts,
  generation: readGeneration,
  all: ({ entries, location }, place) => {
    const list = entries?.get('all')?.setting
    const name = `${place.name}.all`
    if (list?.items === undefined) return place.tell(list?.location ?? location, `${name} is not a list`, FORM)
    const all = readTests(list.items, list.location, { ...place, name })
    const never = all && neverTogether(all)
    if (never !== undefined) return place.tell(list.location, `${name} ${never.fault}`, never.hint)
    return all === undefined ? undefined : { all }
  },
  not: ({ entries }, place) => {
    const not = testIn(entries?.get('not')?.setting, { ...place, name: `${place.name}.not` })
    return not && opposite(not)
  },
}

/** What is so where the test is not. What cannot be compared is not so either way. */
function opposite(test: Test): Test {
  if (isTests(test)) return { all: test.map(opposite) }
  if (typeof test === 'string') return { not: test }
  if ('all' in test) return test.all.map(opposite)
  if ('not' in test) return test.not
  return 'compare' in test ? { ...test, by: OPPOSITES[test.by] } : { not: test }
}

const OPPOSITES = { '=': '≠', '≠': '=', '<': '≥', '≤': '>', '>': '≤', '≥': '<' } as const

/** What hasKnownWords has found right. */
function checked<T>(given: { readonly value: T } | { readonly fault: string }): T {
  if ('fault' in given) throw new Error(given.fault)
  return given.value
}

function readGeneration(setting: Setting, place: TestPlace): Test | undefined {
  const given = checked(parseShaped(setting.value, TEST_SHAPES.generation))
  const { at = 'status.observedGeneration', demanded = false } = given
  const path = pathIn(setting, 'at', at, place)
  return path === undefined ? undefined : { generation: 'other', at: path, demanded }
}

function testIn(setting: Setting | undefined, place: TestPlace): Test | undefined {
  return setting === undefined ? undefined : readTest(setting, place)
}

/** The path that a word holds; undefined: it leads nowhere, which was told. */
function pathIn(setting: Setting, word: string, written: string, place: TestPlace & Partial<PathPlace>) {
  const { name, tell } = place
  const path = readPath(written, place)
  if (typeof path === 'string') return path
  const location = setting.entries?.get(word)?.setting.location ?? setting.location
  return tell(location, `${name}.${word} is ${toJson(written)}: it ${path.fault}`, path.hint)
}

function readCondition(setting: Setting, place: TestPlace): Test | undefined {
  const given = checked(parseShaped(setting.value, TEST_SHAPES.condition))
  const { condition, reason, reasonNot, message, mentions, generation, ...status } = given
  const isNot = status.isNot === undefined ? undefined : statusOf(status.isNot)
  const is = status.is === undefined ? (isNot === undefined ? 'True' : '*') : statusOf(status.is)
  const never = neverBoth(is, isNot) ?? neverBoth(reason, reasonNot) ?? strangeStatus(is) ?? strangeStatus(isNot)
  if (never !== undefined) return place.tell(setting.location, `${place.name} ${never.fault}`, never.hint)
  const small = mentions === undefined ? undefined : listOf(mentions).map((word) => word.toLowerCase())
  return { condition, is, ...defined({ isNot, reason, reasonNot, message, mentions: small, generation }) }
}

/** YAML reads True and False as no texts, which a status is. */
function statusOf(words: string | boolean | readonly (string | boolean)[]): Words {
  const text = (word: string | boolean): string => (typeof word === 'string' ? word : word ? 'True' : 'False')
  return isList(words) ? words.map(text) : text(words)
}

function readField(setting: Setting, place: TestPlace): Test | undefined {
  const given = checked(parseShaped(setting.value, TEST_SHAPES.field))
  const { is, isNot, startsWith, endsWith } = given
  const [, second] = Object.keys(defined({ is, isNot, startsWith, endsWith }))
  if (second !== undefined) {
    const hint = 'write two tests, as all: [{ field: … }, { field: … }]'
    return place.tell(setting.entries?.get(second)?.location ?? setting.location, `${place.name} asks twice`, hint)
  }
  const field = pathIn(setting, 'field', given.field, place)
  const told = given.text === undefined ? '' : pathIn(setting, 'text', given.text, { ...place, stars: true })
  if (field === undefined || told === undefined) return undefined
  return { field, ...defined({ is, isNot, startsWith, endsWith, text: told === '' ? undefined : told }) }
}

const COMPARISONS = { '=': '=', '!=': '≠', '<': '<', '<=': '≤', '>': '>', '>=': '≥' } as const

function readCompare(setting: Setting, place: TestPlace): Test | undefined {
  const given = checked(parseShaped(setting.value, TEST_SHAPES.compare))
  const { compare, by, with: other } = given
  const left = readAmount(setting, 'compare', compare, place)
  const right = readAmount(setting, 'with', other, place)
  if (left === undefined || right === undefined) return undefined
  if (typeof left === 'number' && typeof right === 'number') {
    return place.tell(setting.location, `${place.name} compares two numbers and no object`, FORMS.compare ?? FORM)
  }
  return { compare: left, by: COMPARISONS[by], with: right, present: true }
}

function readAmount(setting: Setting, word: string, amount: Amount, place: TestPlace): Amount | undefined {
  if (typeof amount === 'number') return amount
  const read = (path: string): string | undefined => {
    const counted = path.startsWith('#') ? '#' : ''
    const found = pathIn(setting, word, path.slice(counted.length), { ...place, stars: true })
    return found === undefined ? undefined : `${counted}${found}`
  }
  if (typeof amount === 'string') return read(amount)
  const given = 'of' in amount ? amount.of : amount
  const paths = listOf(given).map(read)
  const right = paths.filter((path) => path !== undefined)
  if (right.length < paths.length) return undefined
  return 'of' in amount ? { of: isList(given) ? right : (right[0] ?? ''), or: amount.or } : right
}

function readParts(setting: Setting, place: TestPlace): Test | undefined {
  const given = checked(parseShaped(setting.value, PARTS))
  const { entries = new Map() } = setting
  const parts = pathIn(setting, 'parts', given.parts, place)
  const quantities = (['some', 'every'] as const).filter((word) => entries.has(word))
  const [quantity] = quantities
  if (quantity === undefined || quantities.length > 1) {
    const message = `${place.name} says ${quantity === undefined ? 'neither' : 'both'} some ${quantity === undefined ? 'nor' : 'and'} every`
    return place.tell(setting.location, message, 'write { parts: status.nodes, every: { field: ready, is: true } }')
  }
  const below = { ...place, name: `${place.name}.${quantity}`, from: 'part' } as const
  const test = testIn(entries.get(quantity)?.setting, below)
  if (parts === undefined || test === undefined) return undefined
  if (quantity === 'some') return { parts, some: test }
  return { parts, every: test, present: true }
}

const PARTS = { fields: { parts: TEST_SHAPES.parts.fields.parts } } as const
