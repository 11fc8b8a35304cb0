import { suite } from 'uvu'
import * as assert from 'uvu/assert'
import type { KubeObject } from '../../../src/object/kube-object.ts'
import { conclude } from '../../../src/sync/act/lost-answer.ts'
import type { Conclusion, Evidence } from '../../../src/sync/act/lost-answer.ts'

const test = suite('lost answer')

const SENT = Date.parse('2026-01-01T12:00:00Z')

/** An object of this uid, made so many seconds after the write. */
function made(uid: string, seconds: number): KubeObject {
  const creationTimestamp = new Date(SENT + seconds * 1000).toISOString().replace('.000', '')
  return { apiVersion: 'batch/v1', kind: 'Job', metadata: { name: 'mig', uid, creationTimestamp } }
}

const NOTHING: Evidence = {
  found: undefined,
  asWritten: false,
  made: [],
  known: new Set(['old']),
  before: { at: SENT, by: 'server' },
}

const CASES: readonly { readonly title: string; readonly seen: Partial<Evidence>; readonly is: Conclusion }[] = [
  { title: 'nothing is there, and nothing came', seen: {}, is: 'absent' },
  { title: 'nothing is there, and history is not to be had', seen: { made: undefined }, is: 'unsure' },
  { title: 'it came and went', seen: { made: [{ object: made('a', 1), gone: true }] }, is: 'went' },
  { title: 'what was deleted before went', seen: { made: [{ object: made('old', -900), gone: true }] }, is: 'absent' },
  {
    title: 'one of an earlier run went that no list showed',
    seen: { made: [{ object: made('b', -900), gone: true }] },
    is: 'absent',
  },
  { title: 'it is there', seen: { found: made('a', 0), asWritten: true }, is: 'ours' },
  {
    title: 'it is there, by a clock that is 2 s behind',
    seen: { found: made('a', -2), asWritten: true },
    is: 'ours',
  },
  {
    title: 'one is there that may be that of a run just before',
    seen: { found: made('b', -5), asWritten: true },
    is: 'unsure',
  },
  {
    title: 'one went that may be that of a run just before',
    seen: { made: [{ object: made('b', -5), gone: true }] },
    is: 'unsure',
  },
  {
    title: 'it is there, and history is not to be had',
    seen: { found: made('a', 0), asWritten: true, made: undefined },
    is: 'ours',
  },
  { title: "somebody's with other content", seen: { found: made('a', 0) }, is: 'unsure' },
  { title: 'an old one is there', seen: { found: made('b', -60), asWritten: true }, is: 'other' },
  {
    title: 'an old one is there, by our clock',
    seen: { found: made('b', -90), asWritten: true, before: { at: SENT, by: 'us' } },
    is: 'unsure',
  },
  {
    title: 'it is there, and our clock is 50 s ahead',
    seen: { found: made('a', -50), asWritten: true, before: { at: SENT, by: 'us' } },
    is: 'ours',
  },
  { title: 'the one that was to go is still there', seen: { found: made('old', -60), asWritten: true }, is: 'other' },
  {
    title: 'it came and went, and another has its name',
    seen: {
      found: made('b', 5),
      asWritten: true,
      made: [
        { object: made('a', 1), gone: true },
        { object: made('b', 5), gone: false },
      ],
    },
    is: 'went',
  },
]

for (const { title, seen, is } of CASES) {
  test(`${title}: ${is}`, () => assert.is(conclude({ ...NOTHING, ...seen }), is))
}

test.run()
