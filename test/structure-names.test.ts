// The names of the house: each is exported once, and the glossary has none that is not there.
import { readFileSync } from 'node:fs'
import { suite } from 'uvu'
import * as assert from 'uvu/assert'
import { readSourceFiles } from './support/source-files.ts'

const test = suite('structure: names')
const files = readSourceFiles()

const EXPORTED = /^export (?:async )?(?:function\*?|const|class|interface|type) (\w+)/gm

test('no name is exported by two files', () => {
  const names = files.flatMap(({ text }) => [...text.matchAll(EXPORTED)].map(([, name = '']) => name)).toSorted()
  assert.equal(
    names.filter((name, index) => names[index - 1] === name),
    [],
  )
})

test('the glossary names only what there is', () => {
  const exported = new Set(files.flatMap(({ text }) => [...text.matchAll(EXPORTED)].map(([, name = '']) => name)))
  const page = readFileSync(new URL('../docs/glossary.md', import.meta.url), 'utf8')
  const named = [...page.matchAll(/`([A-Z]\w+)`/g)].map(([, name = '']) => name)
  assert.equal(
    named.filter((name) => !exported.has(name)),
    [],
  )
})

test.run()
