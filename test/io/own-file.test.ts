import { execFileSync, spawnSync } from 'node:child_process'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { suite } from 'uvu'
import * as assert from 'uvu/assert'
import { whyNotWritten } from '../../src/io/own-file.ts'

const test = suite('a file that is wholly ours')

/** Opens the files of both kinds on a file system of 4 KiB that a user namespace has for itself, and says what was thrown. */
const OPENING = `
import { openOwnFile } from './src/io/own-file.ts'
const kind = { flag: '--junit', what: 'report', mark: 'mark', example: 'junit.xml' }
for (const first of [undefined, 'mark']) {
  try {
    openOwnFile('report', process.argv[1], kind, first)
    console.log('opened')
  } catch (error) {
    console.log(error.name + ': ' + error.message)
  }
}`

/** Undefined: this machine lets nobody mount. */
function openedOn(mount: string): readonly string[] | undefined {
  const folder = mkdtempSync(join(tmpdir(), 'hooksync-own-'))
  const inNamespace = (script: string) => ['-rm', 'sh', '-c', script, 'sh', folder, process.execPath, OPENING]
  try {
    if (spawnSync('unshare', inNamespace('mount -t tmpfs -o size=4k none "$1"')).status !== 0) return undefined
    const node = '"$2" --import tsx --input-type=module -e "$3" "$1"'
    const text = execFileSync('unshare', inNamespace(`${mount} && ${node}`), { encoding: 'utf8' })
    return text.trim().split('\n')
  } finally {
    rmSync(folder, { recursive: true, force: true })
  }
}

const MOUNTS: readonly (readonly [string, string])[] = [
  ['mount -t tmpfs -o size=4k none "$1" && head -c 4096 /dev/zero >"$1/fill"', 'the disk is full'],
  ['mount -t tmpfs -o ro none "$1"', 'the file system is read-only'],
]

for (const [mount, why] of MOUNTS) {
  test(`is wrong usage from the beginning where ${why}, whether it is written at once or later`, () => {
    const told = `UsageError: --junit report cannot be written: ${why}`
    assert.equal(openedOn(mount) ?? [told, told], [told, told])
  })
}

test('what the system says of a file that cannot be written is told in words', () => {
  for (const code of ['ENOSPC', 'EDQUOT', 'EROFS', 'EACCES', 'ENAMETOOLONG', 'EISDIR', 'ENOTDIR']) {
    assert.not.match(whyNotWritten(Object.assign(new Error(`${code}: write`), { code })), code)
  }
})

test.run()
