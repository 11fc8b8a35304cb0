// Did you mean …?
import { suite } from 'uvu'
import * as assert from 'uvu/assert'
import { suggest } from '../../src/manifest/suggest.ts'

const test = suite('suggest')

const HOOKS = ['PreSync', 'Sync', 'PostSync', 'SyncFail', 'Skip', 'PreDelete', 'PostDelete']

const WORDS: readonly (readonly [word: string, meant: string | undefined])[] = [
  ['PreSinc', 'PreSync'],
  ['presync', 'PreSync'],
  ['PRESYNC', 'PreSync'],
  ['PostSycn', 'PostSync'],
  ['SyncFailed', 'SyncFail'],
  ['SyncFailure', 'SyncFail'],
  ['sync', 'Sync'],
  ['Pre', undefined],
  ['five', undefined],
  ['', undefined],
  ['Whatever', undefined],
]

for (const [word, meant] of WORDS) {
  test(`${JSON.stringify(word)} means ${meant ?? 'nothing'}`, () => {
    assert.is(suggest(word, HOOKS), meant)
  })
}

test('without candidates there is nothing to suggest', () => {
  assert.is(suggest('a', []), undefined)
})

test.run()
