#!/usr/bin/env node
// The bin: hands over to the program, and sets the exit code once. Until then nothing that a Node of the past could not read.
import * as nodeModule from 'node:module'
import { setFlagsFromString } from 'node:v8'

/**
 * How V8 is told to compile again for speed only what runs very often: a run of a second has no time to win that back, and it
 * takes a fifth of its processor time. By Node's major version, for others name it otherwise or choose well by themselves.
 */
const PATIENCE: Readonly<Record<number, string>> = {
  20: '--interrupt-budget=1000000',
  22: '--invocation-count-for-turbofan=45000',
}

/** As in package.json, "engines". */
const OLDEST = [20, 19]

async function run(): Promise<void> {
  const [major = 0, minor = 0] = process.versions.node.split('.').map(Number)
  const [oldestMajor = 0, oldestMinor = 0] = OLDEST
  if (major < oldestMajor || (major === oldestMajor && minor < oldestMinor)) {
    process.stderr.write(
      `error: kubectl-hooksync needs Node ${OLDEST.join('.')} or newer, this is ${process.versions.node}\n`,
    )
    process.exitCode = 2
    return
  }
  const patience = PATIENCE[major]
  if (patience !== undefined) setFlagsFromString(patience)
  // Node 22 and later keep the compiled code; the rest is loaded after that, so that it counts.
  if ('enableCompileCache' in nodeModule && typeof nodeModule.enableCompileCache === 'function') {
    nodeModule.enableCompileCache()
  }
  const { runProcess } = await import('./run-process.ts')
  process.exitCode = await runProcess({
    argv: process.argv.slice(2),
    // All that a run opens it closes, and the process ends by itself. This is for what nobody foresaw.
    forceEnd: (exitCode) => process.exit(exitCode),
  })
}

void run()
