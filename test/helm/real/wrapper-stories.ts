// What the wrapper must do alike with both majors of Helm, as tests on a real API server.
import * as assert from 'uvu/assert'
import { stillRuns } from '../../support/still-runs.ts'
import { execa } from 'execa'
import type { AuditEvent } from '../../../scripts/control-plane/control-plane.ts'
import { PROGRAM } from '../../support/program.ts'
import {
  SHOP,
  dataOf,
  driveWrites,
  history,
  isThere,
  listObjects,
  resourceVersions,
  until,
  writesOf,
} from './helm-lab.ts'
import type { HelmRun, Scene } from './helm-lab.ts'

/** A run of the wrapper, and what the API server was asked meanwhile. */
export interface WrappedRun extends HelmRun {
  readonly requests: readonly AuditEvent[]
}

/** `helm …` under the wrapper, as the leader of a process group; no plugin of ours is installed where this Helm looks. */
export function startWrapped(
  { lab, namespace }: Scene,
  words: readonly string[],
  env: Readonly<Record<string, string>> = {},
) {
  const child = execa(process.execPath, [PROGRAM, 'helm', ...words, '-n', namespace], {
    env: { ...lab.env, HELM_BIN: lab.path, HELM_PLUGINS: '/nonexistent', ...env },
    extendEnv: false,
    reject: false,
    stripFinalNewline: false,
    stdin: 'ignore',
    detached: true,
  })
  const ended = child.then(({ exitCode, stdout, stderr }): HelmRun => ({ exitCode, stdout, stderr }))
  return { pid: child.pid ?? 0, ended }
}

/** The same to its end. */
export async function wrapped(scene: Scene, ...words: readonly string[]): Promise<WrappedRun> {
  return wrappedIn(scene, {}, words)
}

/** The same with more in the environment. */
export async function wrappedIn(
  scene: Scene,
  env: Readonly<Record<string, string>>,
  words: readonly string[],
): Promise<WrappedRun> {
  const mark = await scene.plane.markAudit()
  const run = await startWrapped(scene, words, env).ended
  return { ...run, requests: await scene.plane.auditSince(mark) }
}

/** The words of an upgrade. */
export const upgrade = (...more: readonly string[]): readonly string[] => ['upgrade', '-i', 'demo', SHOP, ...more]

/** `1 superseded`, one for each revision. */
export async function statuses({ lab, namespace }: Scene): Promise<readonly string[]> {
  return (await history(lab, 'demo', namespace)).map((line) => line.replace(/:.*/s, ''))
}

/** The value of a key of the shop's settings in the cluster. */
export async function setting({ plane, namespace }: Scene, key: string): Promise<string | undefined> {
  return dataOf(await listObjects(plane, namespace, 'configmaps'), 'demo-settings', key)
}

const SYNC = ['configmaps demo-settings', 'deployments demo-web', 'configmaps demo-last'] as const

type AddTest = (title: string, run: (scene: Scene) => Promise<void>) => void

/** Adds the tests. */
export function tellWrapperStories(real: AddTest, major: 3 | 4): void {
  tellSuccess(real)
  tellHarmless(real)
  tellFailures(real, major)
  tellSignals(real, major)
}

function tellSuccess(real: AddTest): void {
  real(
    'an install and an upgrade with a changed hook: all phases, and Helm itself changes nothing after',
    async (scene) => {
      const { plane, namespace } = scene
      const first = await wrapped(scene, 'install', 'demo', SHOP)
      assert.is(first.exitCode, 0, first.stderr)
      assert.equal(driveWrites(first.requests), [
        'create jobs demo-schema',
        'create jobs demo-migrate',
        ...SYNC.map((object) => `create ${object}`),
        'create jobs demo-warm',
        'create jobs demo-smoke',
        'delete jobs demo-smoke',
      ])
      const before = await resourceVersions(plane, namespace, 'configmaps,services')
      const second = await wrapped(scene, 'upgrade', 'demo', SHOP, '--set', 'runFor=1s')
      assert.is(second.exitCode, 0, second.stderr)
      assert.equal(driveWrites(second.requests), [
        'delete jobs demo-schema',
        'create jobs demo-schema',
        'delete jobs demo-migrate',
        'create jobs demo-migrate',
        'create jobs demo-smoke',
        'delete jobs demo-smoke',
      ])
      assert.equal(await resourceVersions(plane, namespace, 'configmaps,services'), before)
      assert.equal(await statuses(scene), ['1 superseded', '2 deployed'])
      const { stdout } = await plane.kubectl([
        'get',
        'deployment/demo-web',
        '-n',
        namespace,
        '-o',
        'jsonpath={.metadata.generation}',
      ])
      assert.is(stdout, '1')
      await scene.plain(['uninstall', 'demo', '--wait'])
      assert.ok(await isThere(scene, 'configmap/demo-farewell'), 'the pre-delete hook is Helm’s and has run')
    },
  )
}

function tellHarmless(real: AddTest): void {
  real('progress is on the wrapper’s standard error while Helm is silent', async (scene) => {
    const { stderr } = await wrapped(scene, ...upgrade())
    assert.match(stderr, /^ +0\.\ds  kubectl-hooksync \S+: sync to namespace /)
    assert.match(stderr, `completed Job ${scene.namespace}/demo-smoke in `)
    assert.match(
      stderr,
      /the phases of demo have run, Helm goes on; log ~\/\.local\/state\/kubectl-hooksync\/demo-\S+\.log\n$/,
    )
  })

  real('dry runs write nothing and show what Helm shows', async (scene) => {
    for (const dryRun of ['--dry-run', '--dry-run=server']) {
      const { requests, exitCode, stdout, stderr } = await wrapped(scene, ...upgrade(dryRun))
      assert.is(exitCode, 0, stderr)
      assert.equal(writesOf(requests), [])
      assert.match(stdout, 'STATUS: pending-install')
      assert.match(stdout, 'name: demo-schema')
    }
  })

  real('the user’s own --no-hooks: waves only', async (scene) => {
    const run = await wrapped(scene, ...upgrade('--no-hooks'))
    assert.is(run.exitCode, 0, run.stderr)
    assert.equal(
      driveWrites(run.requests),
      SYNC.map((object) => `create ${object}`),
    )
  })
}

function tellFailures(real: AddTest, major: 3 | 4): void {
  real('a failed PreSync hook: its last log line, Helm’s exit status, and nothing of Sync', async (scene) => {
    assert.is((await wrapped(scene, ...upgrade())).exitCode, 0)
    const run = await wrapped(scene, ...upgrade('--set', 'color=green,fail=schema'))
    assert.is(run.exitCode, 1)
    assert.match(run.stderr, 'container "main" exited with code 3: ERROR: schema went wrong')
    assert.is(await setting(scene, 'color'), 'blue')
    assert.equal(await statuses(scene), major === 3 ? ['1 deployed'] : ['1 deployed', '2 failed'])
    const again = await wrapped(scene, ...upgrade('--set', 'color=green'))
    assert.is(again.exitCode, 0, again.stderr)
    assert.is(await setting(scene, 'color'), 'green')
  })

  real(
    'a failed PostSync hook with --atomic: the release is rolled back, what the drive created is gone',
    async (scene) => {
      const { plane, namespace } = scene
      assert.is((await wrapped(scene, ...upgrade('--set', 'extra=false'))).exitCode, 0)
      await plane.kubectl(['delete', 'configmap/demo-last', '-n', namespace])
      const run = await wrapped(scene, ...upgrade('--set', 'color=green,fail=smoke', '--atomic'))
      assert.is(run.exitCode, 1)
      assert.match(run.stderr, 'ERROR: smoke went wrong')
      assert.is(await setting(scene, 'color'), 'blue')
      assert.is(await setting(scene, 'extra'), undefined)
      // It is part of the release that was rolled back to.
      assert.ok(await isThere(scene, 'configmap/demo-last'))
      assert.equal(await statuses(scene), rolledBack(major))
      if (major === 4) return
      assert.match(run.stderr, `put back as in revision 1: ConfigMap ${namespace}/demo-settings\n`)
      assert.match(run.stderr, `deleted what this run had created: ConfigMap ${namespace}/demo-last\n`)
      assert.match(run.stderr, 'kubectl-hooksync: helm rollback demo 1 --wait --timeout=300s')
    },
  )

  real('a failed first install with --atomic leaves no release and none of its objects', async (scene) => {
    const { plane, namespace } = scene
    const run = await wrapped(scene, ...upgrade('--set', 'fail=smoke', '--atomic'))
    assert.is(run.exitCode, 1)
    assert.match(run.stderr, 'ERROR: smoke went wrong')
    const left = Object.keys(await resourceVersions(plane, namespace, 'configmaps,deployments'))
    // Helm 4 uninstalls, and so runs its own pre-delete hook.
    assert.equal(left, major === 3 ? [] : ['ConfigMap demo-farewell'])
    const { stdout } = await scene.plain(['list', '--all', '-q'].filter((word) => major === 3 || word !== '--all'))
    assert.is(stdout, '')
  })
}

/** Helm 3 does not record what failed in its renderer. */
function rolledBack(major: 3 | 4): readonly string[] {
  return major === 3 ? ['1 superseded', '2 deployed'] : ['1 superseded', '2 failed', '3 deployed']
}

const STOPS = [
  { title: 'Ctrl-C, which reaches the whole group', signal: 'SIGINT', group: true, exitCode: 130 },
  { title: 'SIGINT to the wrapper alone', signal: 'SIGINT', group: false, exitCode: 130 },
  { title: 'SIGTERM to the wrapper alone', signal: 'SIGTERM', group: false, exitCode: 143 },
  { title: 'SIGHUP to the wrapper alone', signal: 'SIGHUP', group: false, exitCode: 129 },
] as const

function tellSignals(real: AddTest, major: 3 | 4): void {
  real('Ctrl-C behind Sync, with --atomic: the release is rolled back', async (scene) => {
    assert.is((await wrapped(scene, ...upgrade('--set', 'extra=false'))).exitCode, 0)
    const running = startWrapped(scene, upgrade('--set', 'color=green,runFor=3s', '--atomic'))
    await until('the last hook is there', () => isThere(scene, 'job/demo-smoke'))
    process.kill(-running.pid, 'SIGINT')
    const run = await running.ended
    assert.is(run.exitCode, 130, run.stderr)
    assert.match(run.stderr, stillRuns(`Job ${scene.namespace}/demo-smoke`))
    assert.equal([await setting(scene, 'color'), await setting(scene, 'extra')], ['blue', undefined])
    assert.equal(await statuses(scene), rolledBack(major))
  })

  for (const { title, signal, group, exitCode } of STOPS) {
    real(`${title}: the drive stops, what still runs is named, nothing is deployed`, async (scene) => {
      const { plane, namespace } = scene
      const mark = await plane.markAudit()
      const running = startWrapped(scene, upgrade('--set', 'runFor=60s'))
      await until('the first hook is there', () => isThere(scene, 'job/demo-schema'))
      process.kill(group ? -running.pid : running.pid, signal)
      const run = await running.ended
      assert.is(run.exitCode, exitCode, run.stderr)
      assert.match(run.stderr, `Interrupted by ${signal} after `)
      assert.match(run.stderr, stillRuns(`Job ${namespace}/demo-schema`))
      assert.equal(driveWrites(await plane.auditSince(mark)), ['create jobs demo-schema'])
      assert.is(await isThere(scene, 'lease/hooksync-demo'), false)
      const { stdout } = await scene.plain(['list', '--deployed', '-q'])
      assert.is(stdout, '')
    })
  }
}
