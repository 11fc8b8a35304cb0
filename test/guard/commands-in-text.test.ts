// What comes from outside never begins a line that a CI system obeys, and never drives a terminal, whatever shows it.
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { suite } from 'uvu'
import * as assert from 'uvu/assert'
import { createSimulatedCluster } from '../../src/simulator/simulated-cluster.ts'
import { renderFailure } from '../../src/helm/stream/failure-output.ts'
import { main } from '../../src/main.ts'
import { driven } from '../helm/drive/driven.ts'
import { memoryIo } from '../support/run-main.ts'

const test = suite('commands in text')
const folder = mkdtempSync(join(tmpdir(), 'hooksync-ci-'))

/** What the runners of GitHub, Azure, GitLab, TeamCity look for, and what drives terminals or turns text around. */
const OBEYED: readonly (readonly [string, RegExp])[] = [
  ['a command of GitHub', /^\s*::(?!:)/m],
  ['an old command of GitHub, or one of Azure', /##(?:vso)?\[/i],
  ['a section of GitLab', /section_(?:start|end):\d+:[^\n]*\r/],
  ['a message of TeamCity', /##teamcity\[/i],
  ['a control character', /[\u0000-\u0008\u000b-\u001f\u007f-\u009f]/],
  ['a mark that turns text around', /[\u200e\u200f\u202a-\u202e\u2066-\u2069\u2028\u2029]/],
]

const WORDS = [
  '::error::pwn',
  ' ::set-output name=a::pwn',
  '##[error]pwn',
  '##vso[task.setvariable variable=a]pwn',
  '\u001b[0Ksection_start:1:pwn\r\u001b[0Kpwn',
  "##teamcity[buildStatus text='pwn']",
  '\u001b]0;pwn\u0007',
  '\u202epwn\u2066',
  '\r::error::pwn',
  '\u0085::error::pwn\u2028::error::pwn',
]
const EVIL = ['a', ...WORDS].join('\n')

function file(name: string, ...objects: readonly object[]): string {
  writeFileSync(join(folder, name), objects.map((object) => JSON.stringify(object)).join('\n'))
  return name
}

const named = { apiVersion: 'v1', kind: 'ConfigMap', metadata: { name: EVIL, namespace: EVIL }, data: { a: EVIL } }
const kind = { apiVersion: `example.com/${EVIL}`, kind: EVIL, metadata: { name: 'a' } }
const hook = {
  apiVersion: 'v1',
  kind: 'Pod',
  metadata: { name: 'p', annotations: { 'argocd.argoproj.io/hook': EVIL } },
}
const helmHook = {
  apiVersion: 'v1',
  kind: 'ConfigMap',
  metadata: { name: EVIL, annotations: { 'helm.sh/hook': 'test', 'argocd.argoproj.io/sync-options': EVIL } },
}
const job = {
  apiVersion: 'batch/v1',
  kind: 'Job',
  metadata: { name: 'migrate', annotations: { 'argocd.argoproj.io/hook': 'PreSync' } },
  spec: {
    backoffLimit: 0,
    template: {
      metadata: { annotations: { 'lab/exit-code': '3', 'lab/log': EVIL, 'lab/termination-message': EVIL } },
      spec: { restartPolicy: 'Never', containers: [{ name: 'c', image: 'shop:1' }] },
    },
  },
}
const FILES = [
  file('named.json', named),
  file('kind.json', kind),
  file('hook.json', hook),
  file('helm-hook.json', helmHook),
  file('job.json', job),
  file(`evil\n::error::pwn\u001b[31m.json`, { ...hook, kind: 'ConfigMap' }, named),
]

const COMMANDS = FILES.flatMap((name) => [
  ...['plain', 'json', 'mermaid', 'dot'].map((format) => ['plan', '--offline', '-v', '-f', name, '-o', format]),
  ...['plain', 'json'].flatMap((format) => [
    ['rehearse', '-v', '-f', name, '-o', format],
    ['rehearse', '-f', name, '-o', format, '--argo-compat', `--revision=${EVIL}`, '-n', EVIL],
    ['explain', `ConfigMap/${EVIL}`, '-f', name, '-o', format],
    ['explain', 'ConfigMap/', '-f', name, '-o', format],
    ['explain', 'Job/migrate', '-f', name, '-o', format],
  ]),
  ['rehearse', '--explore', '-f', name],
  ['rehearse', '--explore', '-f', name, '-o', 'json'],
  ['replay', name],
  ['-f', name, '--plan', name],
]).concat([
  [`--${EVIL}`],
  ['plan', EVIL],
  ['-f', EVIL],
  ['-k', EVIL],
  ['replay', EVIL],
  ['rehearse', '-f', 'job.json', `--reject=Job/migrate=${EVIL}`],
  ['rehearse', '-f', 'job.json', `--fail=${EVIL}`],
  ['rehearse', '-f', 'job.json', `--takes=${EVIL}`],
  ['rehearse', '-f', 'job.json', '--world', `evil\n::error::pwn\u001b[31m.json`],
  ['-f', 'job.json', '--kubeconfig', EVIL],
  ['-f', 'job.json', '--server', EVIL],
  ...['plain', 'json'].map((format) => ['config', '-f', 'job.json', '--field-manager', EVIL, '--revision', EVIL, '-o', format]),
  ['config', '-f', 'job.json', '--config', 'named.json'],
  ['config', '-f', 'job.json', '--profile', EVIL],
  ['unlock', '--app', EVIL, '--reason', EVIL],
]) // prettier-ignore

for (const words of COMMANDS) {
  test(`kubectl hooksync ${JSON.stringify(words.map((word) => word.slice(0, 30)))}`, async () => {
    const { io, written } = memoryIo()
    const exitCode = await main(words, { ...io, cwd: folder, env: { PATH: process.env['PATH'] ?? '' } })
    mustObeyNothing(written.stdout)
    mustObeyNothing(written.stderr)
    assert.ok(written.stdout !== '' || written.stderr !== '')
    assert.is.not(exitCode, 70, written.stderr)
  })
}

for (const major of [3, 4] as const) {
  test(`Helm ${major} is told of a failure in text that nobody obeys`, async () => {
    const world = createSimulatedCluster()
    const { answer, log } = await driven(world, `---\n${JSON.stringify(job)}\n---\n${JSON.stringify(named)}\n`, {
      major,
    })
    mustObeyNothing(log)
    mustObeyNothing(answer.stderr)
    const { stdout, stderr } = renderFailure({ listener: major, message: EVIL, record: undefined })
    mustObeyNothing(stdout)
    mustObeyNothing(stderr)
    const recorded = renderFailure({ listener: major, message: EVIL, record: { output: '' } })
    mustObeyNothing(recorded.stdout)
  })
}

test('the patterns of this test see what they are meant to see', () => {
  for (const word of WORDS) assert.is.not(obeyedIn(`x\n${word}`).length, 0, JSON.stringify(word))
  rmSync(folder, { recursive: true })
})

function mustObeyNothing(text: string): void {
  assert.equal(obeyedIn(text), [])
}

/** What is obeyed, and the text around it. */
function obeyedIn(text: string): readonly string[] {
  return OBEYED.flatMap(([what, pattern]) => {
    const found = pattern.exec(text)
    return found === null ? [] : [`${what}: ${JSON.stringify(text.slice(Math.max(0, found.index - 40)).slice(0, 160))}`]
  })
}

test.run()
