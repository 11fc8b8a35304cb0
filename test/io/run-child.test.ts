// Another program to its end, or to ours: then nothing of it is left, whatever it has started and however it feels about signals.
import { suite } from 'uvu'
import * as assert from 'uvu/assert'
import { TooMuch } from '../../src/io/read-all.ts'
import { runChild } from '../../src/io/run-child.ts'
import type { ChildRequest } from '../../src/io/run-child.ts'
import { waitUntil } from '../support/wait-until.ts'

const test = suite('run child')

function shell(script: string, more: Partial<ChildRequest> = {}): ReturnType<typeof runChild> {
  const env = { PATH: process.env['PATH'] }
  const signal = new AbortController().signal
  return runChild({ command: 'sh', args: ['-c', script], env, stdin: 'none', signal, ...more })
}

test('what it prints, and how it ends', async () => {
  const heard: string[] = []
  const answer = await shell('echo out; echo err >&2; exit 3', { onStderr: (text) => void heard.push(text) })
  assert.equal([String(answer.stdout), answer.stderr, answer.exitCode, heard.join('')], ['out\n', 'err\n', 3, 'err\n'])
})

test('it has nothing to read', async () => {
  assert.is(String((await shell('cat; echo end')).stdout), 'end\n')
})

test('a signal that ends it gives no exit code', async () => {
  assert.is((await shell('kill -9 $$')).exitCode, undefined)
})

test('a program that is not there', async () => {
  const error = await shell('', { command: '/nonexistent/program' }).catch((cause: unknown) => cause)
  assert.is((error as NodeJS.ErrnoException).code, 'ENOENT')
})

test('one that writes more than it may is ended, whatever it has started', async () => {
  let group = 0
  const onStderr = (text: string): void => void (group = Number(text))
  const error = await shell('echo $$ >&2; yes', { most: 2 ** 20, onStderr }).catch((cause: unknown) => cause)
  assert.instance(error, TooMuch)
  assert.is((error as Error).message, 'it wrote more than 1 MiB')
  await waitUntil(() => !isThere(group))
})

test('of what it complains about the end is kept', async () => {
  const { stderr } = await shell('seq 1 100000 >&2; echo the reason >&2')
  assert.match(stderr, /99999\n100000\nthe reason\n$/)
  assert.is(stderr.length, 65_536)
})

test('what it leaves behind with its outputs open is not waited for', async () => {
  const { stdout } = await shell('sleep 30 & echo $!')
  assert.match(String(stdout), /^\d+\n$/)
  process.kill(Number(String(stdout)))
})

const STUBBORN = `trap '' TERM; (trap '' TERM; echo $$ >&2; sleep 60; sleep 60) & sleep 60; sleep 60`

for (const [what, script] of [
  ['one that ends when told', 'echo $$ >&2; sleep 60 & sleep 60'],
  ['one that does not', STUBBORN],
] as const) {
  test(`with the signal it goes, and what it has started: ${what}`, async () => {
    const stop = new AbortController()
    let group = 0
    const running = shell(script, {
      signal: stop.signal,
      onStderr: (text) => {
        group = Number(text)
        stop.abort()
      },
    })
    const error = await running.catch((cause: unknown) => cause)
    assert.instance(error, Error)
    await waitUntil(() => !isThere(group))
  })
}

test('it is not even started after the signal', async () => {
  const error = await shell('exit 0', { signal: AbortSignal.abort() }).catch((cause: unknown) => cause)
  assert.match(String(error), 'sh was given up')
})

test.run()

function isThere(group: number): boolean {
  try {
    return process.kill(-group, 0)
  } catch {
    return false
  }
}
