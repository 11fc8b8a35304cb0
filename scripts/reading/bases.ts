// The texts that are damaged: the project's own manifests, some written for this, and those beside the checkout, if any.
import { existsSync, readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { parseJson } from '../../src/object/json.ts'
import { isJsonList, isJsonObject } from '../../src/object/kube-object.ts'
import { SAMPLES } from './samples.ts'

const ROOT = fileURLToPath(new URL('../..', import.meta.url))

/** Longer ones say no more and cost more. */
const LONGEST = 3000

/** All base texts, each short, in an order that does not change. */
export function baseTexts(): readonly [string, ...string[]] {
  const own = ['examples', 'test/fixtures'].flatMap((folder) => filesBelow(join(ROOT, folder)))
  const [first, ...samples] = SAMPLES
  return [first, ...samples, ...[...own.flatMap(textsOf), ...sharedTexts()].map((text) => text.slice(0, LONGEST))]
}

function filesBelow(folder: string): readonly string[] {
  const names = readdirSync(folder, { recursive: true, encoding: 'utf8' })
  return names
    .filter((name) => /\.(?:ya?ml|json)$/.test(name) && !name.includes('templates'))
    .map((name) => join(folder, name))
}

function textsOf(file: string): readonly string[] {
  return readFileSync(file, 'utf8')
    .split(/^---\n/m)
    .filter((text) => text.trim() !== '')
}

/** Texts of other people: they are not ours to keep. */
function sharedTexts(): readonly string[] {
  const file = join(ROOT, '../shared/reading/bases.json')
  if (!existsSync(file)) return []
  const lists = parseJson(readFileSync(file, 'utf8'))
  if (!isJsonObject(lists)) return []
  return Object.values(lists)
    .flatMap((list) => (isJsonList(list) ? list : []))
    .filter((text) => typeof text === 'string')
}
