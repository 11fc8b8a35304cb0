// The cases are those of Argo CD's documentation (argo-cd:docs/user-guide/directory.md) and of the syntax of gobwas/glob.
import { suite } from 'uvu'
import * as assert from 'uvu/assert'
import { globMatcher } from '../../src/manifest/glob.ts'

const test = suite('glob')

const rows: readonly (readonly [pattern: string, yes: readonly string[], no: readonly string[]])[] = [
  ['*.yaml', ['a.yaml', '.a.yaml', 'envs/prod/a.yaml', '.yaml'], ['a.yml', 'a.yaml.txt', 'yaml']],
  ['**.yaml', ['a.yaml', 'envs/prod/a.yaml'], ['a.yml']],
  ['envs/*', ['envs/a.yaml', 'envs/prod/a.yaml'], ['env/a.yaml', 'envs']],
  ['{*.yml,*.yaml}', ['a.yml', 'sub/a.yaml'], ['a.json']],
  ['{config.yaml,env-use2/*}', ['config.yaml', 'env-use2/a.yaml'], ['sub/config.yaml', 'env-use1/a.yaml']],
  ['{a,{b,c}*}.json', ['a.json', 'bx.json', 'c.json'], ['ax.json', 'd.json']],
  ['{,no-}prod.yaml', ['prod.yaml', 'no-prod.yaml'], ['-prod.yaml']],
  ['?.yaml', ['a.yaml', 'ö.yaml', '😀.yaml', '/.yaml'], ['ab.yaml', '.yaml']],
  ['[ab].yaml', ['a.yaml', 'b.yaml'], ['c.yaml', 'ab.yaml']],
  ['[a-c].yaml', ['b.yaml'], ['d.yaml', '-.yaml']],
  ['[!a-c].yaml', ['d.yaml'], ['a.yaml']],
  ['[!ab].yaml', ['c.yaml'], ['a.yaml']],
  ['[a.-].yaml', ['..yaml', '-.yaml'], ['b.yaml']],
  ['a\\*.yaml', ['a*.yaml'], ['ab.yaml']],
  ['a\\{b.yaml', ['a{b.yaml'], ['ab.yaml']],
  ['a.b+c(d)^$|.yaml', ['a.b+c(d)^$|.yaml'], ['axb+c(d)^$|.yaml', 'a']],
  ['a,b}.yaml', ['a,b}.yaml'], ['a']],
  ['', [''], ['a']],
  ['*.example.com/*', ['a.b.example.com/X'], ['Pod']],
  ['db.example.com/{A,B*}', ['db.example.com/A', 'db.example.com/Big'], ['db.example.com/C']],
  ['*ab*ba*/{*b*,X}', ['abba/X', 'abba/b'], ['aba/X', 'abba/c']],
  ['*{abcd,c}*d', ['abcd', 'cd'], ['abc']],
  ['*a*a', ['aa', 'bacada'], ['a', 'aab']],
]

for (const [pattern, yes, no] of rows) {
  test(`${pattern} matches ${yes.join(' ')} and not ${no.join(' ')}`, () => {
    const matches = globMatcher(pattern)
    const found = (texts: readonly string[]): readonly string[] => texts.filter((text) => matches?.(text) === true)
    assert.equal([found(yes), found(no)], [yes, []])
  })
}

for (const pattern of ['{a,b', '[a', '[]', '[!]', '[b-a]', 'a\\', '{a,{b}', '{'.repeat(101) + '}'.repeat(101)]) {
  test(`${pattern} is not a pattern`, () => assert.is(globMatcher(pattern), undefined))
}

const As = 'a'.repeat(250)
for (const [pattern, text] of [
  ['*a*a*a*a*a*a*a*a*a*b', As],
  ['{*a,*a*}'.repeat(20) + 'b', As],
  ['{a,a}'.repeat(250) + 'b', As],
  ['{a,{a,'.repeat(40) + 'a' + '}}'.repeat(40) + '*b', As],
  [`${'*'.repeat(10_000)}b`, As],
] as const) {
  test(`${pattern.slice(0, 24)}… says no at once`, () => {
    const began = performance.now()
    assert.is(globMatcher(pattern)?.(text), false)
    const took = performance.now() - began
    assert.ok(took < 1_000, `${took} ms`)
  })
}

test.run()
