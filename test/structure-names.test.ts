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

test('the glossary and the walks name only what there is', () => {
  const exported = new Set(files.flatMap(({ text }) => [...text.matchAll(EXPORTED)].map(([, name = '']) => name)))
  const page = ['glossary', 'walk'].map(pageNamed).join('\n')
  const named = [...page.matchAll(/`([A-Z]\w+)`/g)].map(([, name = '']) => name)
  assert.equal(
    named.filter((name) => !exported.has(name)),
    [],
  )
})

test('the walk of a flag names every place that knows it', () => {
  const places = [...pageNamed('walk').matchAll(/`src\/([\w./-]+)`/g)].map(([, place = '']) => place)
  const paths = files.map(({ path }) => path)
  assert.equal(
    places.filter((place) => !paths.some((path) => path.startsWith(place))),
    [],
  )
  const knowing = files.filter(({ text }) => /force-conflicts|forceConflicts/.test(text)).map(({ path }) => path)
  assert.equal(
    knowing.filter((path) => !places.some((place) => path.startsWith(place))),
    [],
  )
})

function pageNamed(name: string): string {
  return readFileSync(new URL(`../docs/${name}.md`, import.meta.url), 'utf8')
}

test.run()
