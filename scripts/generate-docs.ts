// `npm run docs`: writes the generated parts of README.md anew. With --check it only says which ones are out of date.
import { readFile, writeFile } from 'node:fs/promises'
import { fileURLToPath } from 'node:url'
import { PARTS } from './docs/readme-parts.ts'

const README = fileURLToPath(new URL('../README.md', import.meta.url))

const rendered = await renderParts(await readFile(README, 'utf8'))
if (process.argv.includes('--check')) {
  if (rendered.stale.length > 0) {
    process.stderr.write(`README.md is out of date in: ${rendered.stale.join(', ')}. Run: npm run docs\n`)
    process.exitCode = 1
  }
} else {
  await writeFile(README, rendered.text)
}

/** The text with each generated part as it should be, and the names of those that were not. */
async function renderParts(text: string): Promise<{ readonly text: string; readonly stale: readonly string[] }> {
  let result = text
  const stale: string[] = []
  for (const [name, make] of Object.entries(PARTS)) {
    const begin = `<!-- generated:${name} -->`
    const start = result.indexOf(begin)
    const end = result.indexOf('<!-- /generated -->', start)
    if (start < 0 || end < 0) throw new Error(`README.md has no part ${begin} … <!-- /generated -->`)
    const before = result.slice(start + begin.length, end)
    const after = `\n${await make()}\n`
    if (before !== after) stale.push(name)
    result = result.slice(0, start + begin.length) + after + result.slice(end)
  }
  return { text: result, stale }
}
