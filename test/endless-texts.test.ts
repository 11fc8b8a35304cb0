// The built program with texts that never end, at each place where one is read: it says which, with the exit code of the place,
// and its memory stays bounded.
// time limit: 300 s
import { suite } from 'uvu'
import * as assert from 'uvu/assert'
import { execFile, execFileSync } from 'node:child_process'
import { mkdtempSync, symlinkSync, writeFileSync } from 'node:fs'
import http from 'node:http'
import type { AddressInfo } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { PROGRAM, programEnvironment } from './support/program.ts'

const test = suite('endless texts')

const folder = mkdtempSync(join(tmpdir(), 'hooksync-endless-'))

function write(name: string, text: string, mode = 0o600): string {
  const path = join(folder, name)
  writeFileSync(path, text, { mode })
  return path
}

const server = http.createServer((request, response) => {
  const fill = (): void => {
    while (!response.destroyed && response.write(Buffer.alloc(65_536, 'x')));
  }
  response.writeHead(200, { 'content-type': 'application/json' })
  response.on('drain', fill)
  fill()
})
await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`

let configs = 0

/** A kubeconfig with these fields of its cluster and its user. */
function kubeconfig(cluster: string, user = ''): string {
  return write(
    `config-${(configs += 1)}`,
    `clusters: [{name: c, cluster: {${cluster}}}]
users: [{name: u, user: {${user}}}]
contexts: [{name: x, context: {cluster: c, user: u}}]
current-context: x
`,
  )
}

const manifest = write('m.yaml', 'apiVersion: v1\nkind: ConfigMap\nmetadata:\n  name: a\ndata:\n  key: value\n')
const endless = write('endless', '#!/bin/sh\nexec yes\n', 0o700)
for (const name of ['kubectl', 'helm']) symlinkSync(endless, join(folder, name))
const env = { PATH: `${folder}:${process.env['PATH'] ?? ''}` }
const pipe = join(folder, 'pipe')
execFileSync('mkfifo', [pipe])
symlinkSync('/dev/zero', join(folder, 'hooksync.yaml'))
symlinkSync('/dev/zero', join(folder, 'linked.yaml'))

const MUCH = 'it has more than 256 MiB'
const https = 'server: "https://127.0.0.1:1"'
const sync = (path: string): readonly string[] => ['-f', manifest, '--config=none', '--kubeconfig', path]

interface Row {
  readonly title: string
  readonly args: readonly string[]
  readonly exitCode: number
  /** What is told. */
  readonly tells: string
  /** Where a program writes that never stops. */
  readonly writesTo?: 'stdin' | 'pipe'
}

const rows: readonly Row[] = [
  {
    title: 'a device for -f',
    args: ['plan', '--offline', '-f', '/dev/zero'],
    exitCode: 3,
    tells: `UNREADABLE /dev/zero cannot be read: ${MUCH}`,
  },
  {
    title: 'a device that is always full for -f',
    args: ['plan', '--offline', '-f', '/dev/full'],
    exitCode: 3,
    tells: `UNREADABLE /dev/full cannot be read: ${MUCH}`,
  },
  {
    title: 'a link to a device among manifests',
    args: ['plan', '--offline', '--config=none', '-f', folder],
    exitCode: 3,
    tells: `linked.yaml cannot be read: ${MUCH}`,
  },
  {
    title: 'a pipe for -f',
    args: ['plan', '--offline', '--config=none', '-f', pipe],
    writesTo: 'pipe',
    exitCode: 3,
    tells: `pipe cannot be read: ${MUCH}`,
  },
  {
    title: 'standard input for -f',
    args: ['plan', '--offline', '-f', '-'],
    writesTo: 'stdin',
    exitCode: 3,
    tells: `UNREADABLE <stdin> cannot be read: ${MUCH}`,
  },
  {
    title: 'a URL for -f',
    args: ['plan', '--offline', '-f', `${url}/m.yaml`],
    exitCode: 3,
    tells: `/m.yaml cannot be read: ${MUCH}`,
  },
  {
    title: 'kustomize',
    args: ['plan', '--offline', '--config=none', '-k', folder],
    exitCode: 3,
    tells: 'it wrote more than 256 MiB\n  correct the kustomization',
  },
  {
    title: '--config',
    args: ['plan', '--offline', '-f', manifest, '--config', '/dev/zero'],
    exitCode: 3,
    tells: `/dev/zero cannot be read: ${MUCH}`,
  },
  {
    title: 'settings beside manifests',
    args: ['plan', '--offline', '-f', manifest],
    exitCode: 3,
    tells: `hooksync.yaml cannot be read: ${MUCH}`,
  },
  {
    title: '--health-from',
    args: ['plan', '--offline', '--config=none', '-f', manifest, '--health-from', '/dev/full'],
    exitCode: 3,
    tells: `/dev/full cannot be read: ${MUCH}`,
  },
  {
    title: '--plan',
    args: [...sync(kubeconfig(https)), '--plan', '/dev/zero'],
    exitCode: 3,
    tells: `the plan /dev/zero cannot be read: ${MUCH}\n  is it the right file?`,
  },
  {
    title: 'a snapshot',
    args: ['rehearse', '--config=none', '-f', manifest, '--snapshot', '/dev/zero'],
    exitCode: 2,
    tells: `the snapshot /dev/zero cannot be read: ${MUCH}\n  is it the right file?`,
  },
  {
    title: 'a recording that is a device',
    args: ['replay', '/dev/zero'],
    exitCode: 2,
    tells: `/dev/zero:1 cannot be read: ${MUCH}`,
  },
  {
    title: 'a recording on standard input',
    args: ['replay', '-'],
    writesTo: 'stdin',
    exitCode: 2,
    tells: '<stdin>:1: this is not JSON',
  },
  {
    title: 'a kubeconfig',
    args: sync('/dev/zero'),
    exitCode: 4,
    tells: `cannot read the kubeconfig /dev/zero: ${MUCH}\n  is it the right file?`,
  },
  {
    title: 'an authority',
    args: sync(kubeconfig(`${https}, certificate-authority: /dev/zero`)),
    exitCode: 4,
    tells: `cannot read /dev/zero, the certificate authority of cluster "c": ${MUCH} (is it the right file?)`,
  },
  {
    title: 'a token',
    args: sync(kubeconfig(https, 'tokenFile: /dev/zero')),
    exitCode: 4,
    tells: `cannot read /dev/zero, the token of user "u": ${MUCH} (is it the right file?)`,
  },
  {
    title: 'a client key',
    args: sync(kubeconfig(https, 'client-key: /dev/zero')),
    exitCode: 4,
    tells: `cannot read /dev/zero, the client key of user "u": ${MUCH} (is it the right file?)`,
  },
  {
    title: 'a credential plugin',
    args: sync(kubeconfig(https, `exec: {apiVersion: client.authentication.k8s.io/v1, command: "${endless}"}`)),
    exitCode: 4,
    tells: 'failed: it wrote more than 1 MiB',
  },
  {
    title: 'an API server',
    args: sync(kubeconfig(`server: "${url}"`)),
    exitCode: 4,
    tells: 'answered GET /api with 200, more than 256 MiB',
  },
  {
    title: 'a renderer',
    args: ['post-render', '--plan-only'],
    writesTo: 'stdin',
    exitCode: 3,
    tells: `<stdin> cannot be read: ${MUCH}\n  check the command before the pipe`,
  },
  {
    title: 'Helm',
    args: ['helm', 'upgrade', 'shop', folder],
    exitCode: 3,
    tells: 'helm version: it wrote more than 256 MiB; nothing was changed',
  },
]

/** So much data it may hold at any time, in kB, with what Node itself takes: past it a process gets no more, and breaks off. */
const MOST_DATA = 900_000

const WRITERS = { none: ':', stdin: 'yes', pipe: `yes > ${pipe} & :` } as const

for (const { title, args, exitCode, tells, writesTo = 'none' } of rows) {
  test(title, async () => {
    const script = `ulimit -d ${MOST_DATA}; { ${WRITERS[writesTo]}; } | timeout 30 "$@"`
    const options = { env: programEnvironment(env) }
    const { code, told } = await new Promise<{ readonly code: unknown; readonly told: string }>((resolve) => {
      execFile('sh', ['-c', script, 'sh', process.execPath, PROGRAM, ...args], options, (error, stdout, stderr) =>
        resolve({ code: error?.code, told: stdout + stderr }),
      )
    })
    assert.is(code, exitCode, told)
    assert.ok(told.includes(tells), told)
    assert.not.match(told, /fault of kubectl-hooksync/)
  })
}

test.after(() => {
  server.closeAllConnections()
  server.close()
})

test.run()
