// The command that gives a lock up, as a run that is held up says it: copied and run it finds the very same Lease.
import { execFileSync } from 'node:child_process'
import { chmodSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { suite } from 'uvu'
import * as assert from 'uvu/assert'
import type { KubeObject } from '../../src/object/kube-object.ts'
import { createSession } from '../support/command-session.ts'
import type { CommandRun } from '../support/command-session.ts'
import { manifestText } from '../support/run-sync.ts'
import { job } from '../support/workloads.ts'

const test = suite('unlock: the words that are told')

const root = mkdtempSync(join(tmpdir(), "hooksync it's-"))
const PATH = `${join(root, 'bin')}:${process.env['PATH'] ?? ''}`

function write(path: string, text: string): void {
  mkdirSync(dirname(join(root, path)), { recursive: true })
  writeFileSync(join(root, path), text)
}

const hook = (name: string, labels: Readonly<Record<string, string>> = {}): string => {
  const object = job(name, { hook: 'PreSync' })
  return manifestText([{ ...object, metadata: { ...object.metadata, labels } }])
}

for (const folder of ['deploy', 'set', 'app']) {
  write(`${folder}/a.yaml`, hook('a', { tier: 'x' }))
  write(`${folder}/b.yaml`, hook('b', { tier: 'y' }))
  write(`${folder}/sub/c.yaml`, hook('c'))
}
write('set/hooksync.yaml', 'recursive: true\nexclude: [a.yaml]\nprofiles:\n  small:\n    exclude: [b.yaml]\n')
write('app/hooksync.yaml', 'app: shop\nnamespace: other\n')
write('odd/a.yaml', hook('odd').replace('"PreSync"', '"PreSync,PreSinc"'))
write('-dash.yaml', hook('dash'))
// A kustomization that gives another hook for other flags.
const NAMED = hook('NAME').replace('NAME', '$(echo "$*" | cksum | cut -d" " -f1)')
write('bin/kubectl', `#!/bin/sh\ncat <<EOF\n${NAMED}\nEOF\n`)
chmodSync(join(root, 'bin/kubectl'), 0o755)

test.after(() => rmSync(root, { recursive: true }))

const HOOKS = /^hooksync-hooks-[0-9a-f]{16}$/

for (const [line, lease] of [
  ['-f|deploy', HOOKS],
  ['-f|deploy|-R', HOOKS],
  ['-f|deploy/a.yaml,deploy/sub/c.yaml', HOOKS],
  ['-f|deploy/a.yaml|-f|deploy/b.yaml', HOOKS],
  ['-f|deploy|--include=[ab].yaml|--include|sub/*', HOOKS],
  ['-f|deploy|-R|--exclude|*/c.yaml|--exclude|b.yaml', HOOKS],
  ['--filename=-dash.yaml', HOOKS],
  ['-f|deploy|-l|tier in (x, z), !canary', HOOKS],
  ['-f|deploy|-n|other', HOOKS],
  ['-k|overlay', HOOKS],
  ['-k|overlay|--enable-helm', HOOKS],
  ['-k|overlay|--enable-helm|--helm-command|/opt/helm 4', HOOKS],
  ['-k|overlay|--load-restrictor=LoadRestrictionsNone|--enable-alpha-plugins', HOOKS],
  ['-f|set', HOOKS],
  ['-f|set|--no-recursive', HOOKS],
  ['-f|set|--profile|small', HOOKS],
  ['-f|set|--config|none', HOOKS],
  ['-f|deploy|--config|set/hooksync.yaml|--profile=small', HOOKS],
  ['-f|odd|--argo-compat', HOOKS],
  ['-f|app', /^hooksync-shop$/],
  ['-f|app|--config=none', HOOKS],
  ['-f|set|--app|shop', /^hooksync-shop$/],
  ['-f|deploy|--app|configmaps/shop', /^hooksync-configmaps\.shop$/],
  ['-f|deploy|--app|secrets/shop', /^hooksync-secrets\.shop$/],
] as const) {
  test(`the Lease of ${line.replaceAll('|', ' ')}`, async () => {
    const session = createSession({ namespaces: ['default', 'demo', 'other'] })
    const run = (words: readonly string[]): Promise<CommandRun> => session.run(words, [], { env: { PATH }, cwd: root })
    const free = await run(line.split('|'))
    assert.is(free.exitCode, 0, free.stdout + free.stderr)
    const { namespace = '', name = '' } = session.lab.audit.find(({ kind }) => kind === 'Lease') ?? {}
    assert.match(name, lease)
    await session.lab.put([heldBy('ci@other', { namespace, name }, session.lab.clock.now())])
    const { exitCode, stdout, stderr } = await run(line.split('|'))
    assert.is(exitCode, 5, stdout + stderr)
    const [, command = ''] = /to end one that hangs: kubectl hooksync (unlock .* --reason TEXT)\)/.exec(stdout) ?? []
    const unlocked = await run(wordsOf(command))
    assert.match(
      unlocked.stdout,
      `Lease ${namespace}/${name} is free: it was held by ci@other`,
      command + unlocked.stderr,
    )
  })
}

function heldBy(holderIdentity: string, metadata: KubeObject['metadata'], now: number): KubeObject {
  const time = new Date(now).toISOString().replace('Z', '000Z')
  const spec = { holderIdentity, leaseDurationSeconds: 15, acquireTime: time, renewTime: time }
  return { apiVersion: 'coordination.k8s.io/v1', kind: 'Lease', metadata, spec }
}

/** As a shell reads them. */
function wordsOf(command: string): readonly string[] {
  return execFileSync('sh', ['-c', `printf '%s\\0' ${command}`], { encoding: 'utf8' })
    .split('\0')
    .slice(0, -1)
}

test.run()
