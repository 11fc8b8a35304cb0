// The library's face stays narrow, and each of its names is explained on its page.
import { readFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import { suite } from 'uvu'
import * as assert from 'uvu/assert'

const test = suite('index')
const ROOT = fileURLToPath(new URL('..', import.meta.url))

test('the face has at most 41 names, and docs/library.md has all of them', () => {
  const text = readFileSync(`${ROOT}src/index.ts`, 'utf8')
  const lists = [...text.matchAll(/^export (?:type )?\{ ([^}]+) \} from/gm)].flatMap(([, list = '']) =>
    list.split(', '),
  )
  const own = [...text.matchAll(/^export (?:async )?function (\w+)/gm)].map(([, name = '']) => name)
  assert.not.match(text, /export (?:type )?\*/)
  const page = readFileSync(`${ROOT}docs/library.md`, 'utf8')
  const names = [...lists, ...own]
  assert.ok(names.length <= 41, String(names.length))
  assert.equal(
    names.filter((name) => !new RegExp(`\\b${name}\\b`).test(page)),
    [],
  )
})

test.run()
