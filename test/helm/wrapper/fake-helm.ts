// A Helm that is a shell script, and the wrapper around it.
import { chmodSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { runProgram } from '../../support/program.ts'
import type { ProgramRun } from '../../support/program.ts'

let number = 0

/** What came of one. */
export interface FakeRun extends ProgramRun {
  /** The words of each call that is not a question for the version or the plugins. */
  readonly calls: readonly string[]
  readonly helm: string
}

/** What is said of a Helm. */
export interface FakeOptions {
  readonly version?: string
  readonly start?: string
  readonly body?: string
  readonly input?: string
  readonly env?: Readonly<Record<string, string>>
}

/** Runs the wrapper around a Helm that is made in `folder`; `start` is what Helm does whenever it is called, `body` is what Helm does when it is called for a run. */
export async function runFakeHelm(
  folder: string,
  words: string,
  { version = 'v4.3.1', start = '', body = '', input = '', env = {} }: FakeOptions,
): Promise<FakeRun> {
  const helm = join(folder, `helm-${(number += 1)}`)
  const calls = `${helm}.calls`
  writeFileSync(calls, '')
  writeFileSync(
    helm,
    `#!/bin/sh
${start}
case "$1" in
  version) printf '%s\\n' '${version}'; exit 0;;
  env) echo /plugins; exit 0;;
esac
echo "$*" >> '${calls}'
${body}
`,
  )
  chmodSync(helm, 0o755)
  const ended = await runProgram(['helm', ...words.split(' ')], { env: { HELM_BIN: helm, ...env }, input })
  return { ...ended, helm, calls: readFileSync(calls, 'utf8').split('\n').slice(0, -1) }
}
