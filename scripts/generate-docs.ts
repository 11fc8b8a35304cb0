// `npm run docs`: writes the generated parts of README.md and docs/*.md and the schemas of our files anew. With --check it only says which ones are out of date.
import { readdir, readFile, writeFile } from 'node:fs/promises'
import { fileURLToPath } from 'node:url'
import { PARTS } from './docs/parts.ts'
import { SCHEMA_FILES } from './docs/schema-files.ts'

const ROOT = fileURLToPath(new URL('..', import.meta.url))
const PART = /(<!-- generated:([\w-]+) -->)[\s\S]*?(<!-- \/generated -->)/g

const docs = (await readdir(`${ROOT}docs`)).filter((name) => name.endsWith('.md')).map((name) => `docs/${name}`)
const found: string[] = []
for (const file of ['README.md', ...docs.toSorted()]) {
  const text = await readFile(`${ROOT}${file}`, 'utf8')
  const { rendered, parts } = await renderParts(file, text)
  found.push(...parts)
  await keep(file, text, rendered)
}
for (const [file, schema] of Object.entries(SCHEMA_FILES)) {
  await keep(file, await readFile(`${ROOT}${file}`, 'utf8').catch(() => ''), schema)
}
const missing = Object.keys(PARTS).filter((name) => !found.includes(name))
if (missing.length > 0) throw new Error(`no page holds the parts ${missing.join(', ')}`)

async function keep(file: string, text: string, wanted: string): Promise<void> {
  if (wanted === text) return
  if (process.argv.includes('--check')) {
    process.stderr.write(`${file} is out of date. Run: npm run docs\n`)
    process.exitCode = 1
  } else await writeFile(`${ROOT}${file}`, wanted)
}

/** The text with each of its parts as it should be, and their names. */
async function renderParts(
  file: string,
  text: string,
): Promise<{ readonly rendered: string; readonly parts: readonly string[] }> {
  const parts = [...text.matchAll(PART)].map(([, , name = '']) => name)
  if (parts.length !== text.split('<!-- generated:').length - 1) throw new Error(`${file}: a part has no end`)
  const made = new Map<string, string>()
  for (const name of parts) {
    const make = PARTS[name]
    if (make === undefined) throw new Error(`${file}: there is no part ${name}`)
    made.set(name, await make())
  }
  const rendered = text.replace(
    PART,
    (_, begin: string, name: string, end: string) => `${begin}\n${made.get(name)}\n${end}`,
  )
  return { rendered, parts }
}
