// `npm run argo-lua -- FILE… [--count N] [--seed S]`: judges objects by the health rules of files as we do and as Argo CD does. Exit code
// 1 when a status or a message differs.
import { readFile } from 'node:fs/promises'
import { parseArgs } from 'node:util'
import { rulesIn } from '../src/commands/own-health/read-rules.ts'
import { toJson } from '../src/object/json.ts'
import { compareRules } from './argo-lua/compare.ts'

const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: { count: { type: 'string', default: '1000' }, seed: { type: 'string', default: '1' } },
})
const MOST_SHOWN = 5
const given = { count: Number(values.count), seed: Number(values.seed) }
for (const file of positionals) {
  const { texts } = rulesIn({ name: file, text: await readFile(file, 'utf8') })
  const { judged, failing, unsteady, differences } = await compareRules(texts, given)
  const counts = `${judged} objects, ${failing} of them failing in both, ${unsteady} by the order of a map`
  process.stdout.write(`${file}: ${texts.length} rules, ${counts}: ${differences.length} differ\n`)
  for (const { pattern, object, ours, theirs } of differences.slice(0, MOST_SHOWN)) {
    process.stdout.write(`  ${pattern}\n    ${toJson(object)}\n    ours   ${ours}\n    theirs ${theirs}\n`)
  }
  if (differences.length > 0) process.exitCode = 1
}
