// Files that make their reader wait: a pipe is read to its end, and given up with the signal.
import { suite } from 'uvu'
import * as assert from 'uvu/assert'
import { execFileSync, spawn } from 'node:child_process'
import { mkdtempSync, truncateSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { openFile, readFileUntil } from '../../src/io/read-file.ts'

const test = suite('read file')

const folder = mkdtempSync(join(tmpdir(), 'hooksync-read-'))
const never = new AbortController().signal

function pipe(name: string): string {
  const path = join(folder, name)
  execFileSync('mkfifo', [path])
  return path
}

test('an ordinary file', async () => {
  writeFileSync(join(folder, 'plain'), 'hello')
  assert.is(String(await readFileUntil(join(folder, 'plain'), never)), 'hello')
})

test('a device that has nothing', async () => {
  assert.is((await readFileUntil('/dev/null', never)).length, 0)
})

test('a device without an end, and a file that is larger than what is read', async () => {
  const large = join(folder, 'large')
  writeFileSync(large, '')
  truncateSync(large, 2 ** 28 + 1)
  for (const path of ['/dev/zero', '/dev/full', large]) {
    const error = await readFileUntil(path, never).catch((cause: unknown) => cause)
    assert.is(String(error), 'Error: it has more than 256 MiB')
  }
})

test('a file that the system makes as it is read', async () => {
  assert.match(String(await readFileUntil('/proc/self/status', never)), /^Name:/)
})

test('a file that is not there', async () => {
  const error = await readFileUntil(join(folder, 'absent'), never).catch((cause: unknown) => cause)
  assert.is((error as NodeJS.ErrnoException).code, 'ENOENT')
})

test('a pipe whose writer comes later and writes twice', async () => {
  const path = pipe('late')
  const reading = readFileUntil(path, never)
  spawn('sh', ['-c', 'exec > "$0"; echo one; sleep 0.1; echo two', path])
  assert.is(String(await reading), 'one\ntwo\n')
})

test('a pipe without a writer is given up with the signal, and so is one whose writer stays', async () => {
  const path = pipe('silent')
  const stop = new AbortController()
  const reading = readFileUntil(path, stop.signal).catch((error: unknown) => error)
  const writer = spawn('sh', ['-c', 'exec > "$0"; echo one; exec sleep 60', path])
  const stream = await openFile(pipe('other'), stop.signal)
  const streaming = (async () => {
    for await (const _ of stream) assert.unreachable()
  })().catch((error: unknown) => error)
  stop.abort()
  assert.instance(await reading, Error)
  assert.instance(await streaming, Error)
  writer.kill()
})

test('the signal may have come before', async () => {
  const error = await readFileUntil(pipe('early'), AbortSignal.abort()).catch((cause: unknown) => cause)
  assert.instance(error, Error)
})

test.run()
