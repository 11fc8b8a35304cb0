// `npm run conformance [-- WORD…]`: what is compared between a real cluster and the simulated one, a line each; the last line counts.
import { CHECKS, openSimulated } from '../test/cluster/conformance.ts'
import type { CheckedCluster } from '../test/cluster/conformance.ts'
import { openReal } from '../test/cluster/conformance-control-plane.ts'
import { createSession } from '../test/cluster/conformance-session.ts'
import type { Check } from '../test/cluster/conformance-session.ts'

const words = process.argv.slice(2)
const checks = CHECKS.filter(({ title }) => words.length === 0 || words.some((word) => title.includes(word)))
const real = await openReal()
if (typeof real === 'string') {
  process.stderr.write(`${real}\n`)
  process.exitCode = 1
} else {
  process.exitCode = await compare(real, openSimulated())
}

async function compare(kube: CheckedCluster, simulated: CheckedCluster): Promise<number> {
  let alike = 0
  try {
    process.stdout.write('kube  simulated\n')
    for (const [index, check] of checks.entries()) {
      const verdicts = [await verdict(kube, check, index), await verdict(simulated, check, index)]
      if (verdicts.every((text) => text === 'ok')) alike += 1
      process.stdout.write(`${verdicts.map((text) => (text === 'ok' ? 'ok  ' : 'FAIL')).join('  ')}  ${check.title}\n`)
      for (const text of verdicts) if (text !== 'ok') process.stdout.write(`            ${text}\n`)
    }
  } finally {
    await kube.cleanup()
    await simulated.cleanup()
  }
  process.stdout.write(`\n${alike} of ${checks.length} alike on a real API server and on the simulated cluster\n`)
  return alike === checks.length ? 0 : 1
}

async function verdict({ cluster, clock }: CheckedCluster, check: Check, index: number): Promise<string> {
  try {
    await check.run(await createSession(cluster, clock, `conformance-${index}`))
    return 'ok'
  } catch (error) {
    return error instanceof Error ? (error.message.split('\n')[0] ?? '') : String(error)
  }
}
