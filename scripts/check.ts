// `npm run check`: format, types, lint, unused code, package, generated parts of README and docs. Runs all of them; runs no tests.
import { performance } from 'node:perf_hooks'
import { fileURLToPath } from 'node:url'
import { execa } from 'execa'
import { build } from './build.ts'
import { runPool } from './runner/pool.ts'

interface Check {
  readonly name: string
  readonly command: readonly [string, ...string[]]
}

const CHECKS: readonly Check[] = [
  { name: 'format', command: ['oxfmt', '--check'] },
  { name: 'types', command: ['tsc', '-p', '.', '--noEmit'] },
  { name: 'lint', command: ['oxlint', '--type-aware', '--deny-warnings'] },
  { name: 'unused code', command: ['knip'] },
  { name: 'package', command: ['publint', '--strict'] },
  { name: 'docs', command: ['node', '--import', 'tsx', 'scripts/generate-docs.ts', '--check'] },
]

const cwd = fileURLToPath(new URL('..', import.meta.url))

async function runCheck({ name, command }: Check): Promise<boolean> {
  const start = performance.now()
  const [file, ...args] = command
  const result = await execa(file, args, { cwd, preferLocal: true, all: true, reject: false, stdin: 'ignore' })
  const seconds = ((performance.now() - start) / 1000).toFixed(1)
  process.stdout.write(
    result.failed ? `FAIL  ${name} (${seconds} s)\n${result.all}\n` : `ok    ${name} (${seconds} s)\n`,
  )
  return !result.failed
}

// publint looks at what would be published, so there must be something.
await build()
const results = await runPool(CHECKS, 2, runCheck)
if (!results.every(Boolean)) process.exitCode = 1
