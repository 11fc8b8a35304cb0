// `npm run reading -- --count N --seed S`: reads damaged manifests as we do and as Kubernetes does. Exit code 1 when we
// read one otherwise without a word, or fail.
import { parseArgs } from 'node:util'
import { runReading } from './reading/run.ts'
import type { Tally } from './reading/run.ts'

const { values } = parseArgs({
  options: { count: { type: 'string', default: '200000' }, seed: { type: 'string', default: '1' } },
})
const STEP = 20_000
const started = Date.now()
const tally = await runReading({
  count: Number(values.count),
  seed: Number(values.seed),
  tell: (done) => {
    if (done % STEP === 0) process.stderr.write(`${done} texts after ${Math.round((Date.now() - started) / 1000)} s\n`)
  },
})
process.stdout.write(`${describe(tally).join('\n')}\n`)
process.exitCode = tally.failures.length === 0 ? 0 : 1

function describe({ texts, outcomes, failures }: Tally): readonly string[] {
  const lines = [...outcomes].flatMap(([outcome, reasons]) => {
    const total = [...reasons.values()].reduce((sum, number) => sum + number, 0)
    const sorted = [...reasons].toSorted(([, a], [, b]) => b - a)
    const isListed = outcome === 'only Kubernetes' || outcome.endsWith('told') || outcome.startsWith('told')
    return [`${outcome}: ${total}`, ...(isListed ? sorted.map(([reason, number]) => `  ${number}  ${reason}`) : [])]
  })
  const wrong = failures.flatMap(({ seed, index, text, verdict }) => [
    '',
    `${verdict.outcome}: text ${index} of seed ${seed}, made smaller: ${JSON.stringify(text)}`,
    `  ${verdict.reason}`,
  ])
  return [`${texts} texts by seed ${values.seed}`, ...lines, ...wrong]
}
