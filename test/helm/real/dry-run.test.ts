// time limit: 300 s
import { readFileSync, readdirSync } from 'node:fs'
import { join } from 'node:path'
import { suite } from 'uvu'
import * as assert from 'uvu/assert'
import { withControlPlane } from '../../support/control-plane.ts'
import { runProgram } from '../../support/program.ts'
import { SHOP, driveWrites, withHelm, writesOf } from './helm-lab.ts'

const test = suite('Helm 4: dry runs and unknown callers')
const real = withHelm(test, withControlPlane(test), { major: 4, label: 'dry' })

const DRY: readonly (readonly string[])[] = [
  ['template', 'demo', SHOP],
  ['template', 'demo', SHOP, '--no-hooks'],
  ['template', 'demo', SHOP, '--dry-run=server'],
  ['install', 'demo', SHOP, '--dry-run'],
  ['install', 'demo', SHOP, '--dry-run=client'],
  ['install', 'demo', SHOP, '--dry-run=server'],
  ['install', 'demo', SHOP, '--dry-run=true'],
  ['upgrade', '--install', 'demo', SHOP, '--dry-run=server'],
  ['upgrade', '-i', 'demo', SHOP, '--dry-run=none', '--dry-run=client'],
]

for (const args of DRY) {
  const words = args.filter((arg) => arg !== SHOP).join(' ')
  real(`helm ${words}: we send no request, nothing is written, and the output is Helm's own`, async (scene) => {
    const { requests, ...run } = await scene.rendered(args)
    assert.is(run.exitCode, 0, run.stderr)
    assert.equal(
      requests.filter(({ userAgent }) => userAgent.startsWith('kubectl-hooksync/')),
      [],
    )
    assert.equal(writesOf(requests), [])
    const { stdout } = await scene.plain(args)
    assert.is(withoutTime(run.stdout), withoutTime(stdout))
  })
}

real('--plan-only makes a real run one without us', async (scene) => {
  const run = await scene.rendered([
    'install',
    'demo',
    SHOP,
    '--set',
    'hooks=false',
    '--post-renderer-args',
    '--plan-only',
  ])
  assert.is(run.exitCode, 0, run.stderr)
  assert.equal(
    run.requests.filter(({ userAgent }) => userAgent.startsWith('kubectl-hooksync/')),
    [],
  )
})

real('a dry run beats --drive', async (scene) => {
  const drive = ['--drive', '--release=demo', `--namespace=${scene.namespace}`]
  const run = await scene.rendered([
    'upgrade',
    '-i',
    'demo',
    SHOP,
    '--dry-run=client',
    ...drive.flatMap((arg) => ['--post-renderer-args', arg]),
  ])
  assert.is(run.exitCode, 0, run.stderr)
  assert.equal(writesOf(run.requests), [])
})

real(
  'a caller without a command line of Helm: hooks in the stream are refused without a connection, plain objects pass',
  async (scene) => {
    const { plane, namespace } = scene
    const hooks = (await scene.plain(['template', 'demo', SHOP])).stdout
    const mark = await plane.markAudit()
    const nobody = await runProgram(['post-render'], { input: hooks, env: plane.env })
    assert.equal([nobody.exitCode, nobody.stdout], [1, ''], 'a script hears of it by status and standard error')
    assert.match(nobody.stderr, 'it is not certain that this is a real run')
    // A program with Helm 4's code in it runs its plugins as Helm does, and hides how they ended.
    const asPlugin = { ...plane.env, HELM_PLUGIN_NAME: 'kubectl-hooksync' }
    const refused = await runProgram(['post-render'], { input: hooks, env: asPlugin })
    assert.is(refused.exitCode, 0)
    assert.match(
      refused.stdout,
      /^\|\n {2}hooksync: it is not certain that this is a real run, and there are hooks or waves to run: /,
    )
    assert.match(refused.stdout, '--drive --release NAME --namespace NS')
    const older = await runProgram([], { input: hooks, env: plane.env })
    assert.is(older.exitCode, 1)
    assert.match(older.stderr, 'it is not certain that this is a real run')
    assert.is(older.stdout, '')
    const plain = 'apiVersion: v1\nkind: ConfigMap\nmetadata:\n  name: plain # as it is\n'
    for (const args of [['post-render'], []]) {
      const passed = await runProgram(args, { input: plain, env: plane.env })
      assert.is(passed.stdout, plain)
      assert.is(passed.exitCode, 0)
    }
    assert.equal(writesOf(await plane.auditSince(mark)), [])
    const drive = ['post-render', '--drive', '--release', 'demo', '--namespace', namespace]
    const driven = await runProgram(drive, { input: hooks, env: plane.env })
    assert.is(driven.exitCode, 0)
    assert.match(driven.stdout, 'name: demo-settings')
    assert.not.match(driven.stdout, 'argocd.argoproj.io/hook')
    assert.ok(writesOf(await plane.auditSince(mark)).includes('hooksync create jobs demo-migrate'))
  },
)

real('bytes come back as they are, whatever they are', async ({ plane }) => {
  const odd = Buffer.from([0xef, 0xbb, 0xbf, 0x23, 0x20, 0xff, 0xfe, 0x0d, 0x0a, 0x2d, 0x2d, 0x2d, 0x0a])
  const run = await runProgram(['post-render', '--plan-only'], { input: odd, env: plane.env })
  assert.is(run.exitCode, 0)
  assert.is(run.stdout, new TextDecoder('utf-8', { ignoreBOM: true }).decode(odd))
})

real('the bare name with nothing to read and no Helm above is a call for help', async ({ plane }) => {
  const run = await runProgram([], { input: '', env: plane.env })
  assert.is(run.exitCode, 2)
  assert.match(run.stderr, 'no manifests were given')
})

real('dry runs leave one file: the plan of the release, as it was the last time', async (scene) => {
  await scene.rendered(['template', 'demo', SHOP])
  await scene.rendered(['upgrade', '-i', 'demo', SHOP, '--dry-run=server', '--set', 'hooks=false'])
  const { logFolder } = scene.lab
  assert.equal(readdirSync(logFolder), ['demo-plan.log'])
  const plan = [
    'plan of demo: helm upgrade is a dry run',
    'PreSync wave 5: 1 hook',
    'Sync wave 0: 1 resource',
    'Sync wave 1: 1 resource',
    'Sync wave 2: 1 resource',
    'PostSync wave 0: 1 hook',
    'left to Helm: 1 object',
    'together: 3 resources and 2 hooks in 5 steps',
  ]
  assert.is(readFileSync(join(logFolder, 'demo-plan.log'), 'utf8'), `${plan.join('\n')}\n`)
})

real('a caller that sends hooks and manifests apart: each stream is driven by itself', async (scene) => {
  const { plane, namespace } = scene
  const { stdout } = await scene.plain(['template', 'demo', SHOP])
  const documents = stdout.split(/^---\n/m)
  const isHook = (text: string): boolean => /argocd.argoproj.io\/hook:|helm.sh\/hook:/.test(text)
  const mark = await plane.markAudit()
  const send = (texts: readonly string[]): ReturnType<typeof runProgram> =>
    runProgram(['post-render', '--drive', '--release', 'demo', '--namespace', namespace], {
      input: texts.join('---\n'),
      env: plane.env,
    })
  const hooks = await send(documents.filter(isHook))
  assert.not.match(hooks.stdout, 'argocd.argoproj.io/hook')
  const manifests = await send(documents.filter((text) => !isHook(text)))
  assert.match(manifests.stdout, 'name: demo-settings')
  assert.equal(
    driveWrites(await plane.auditSince(mark)).filter((write) => write.startsWith('create ')),
    [
      'create jobs demo-schema',
      'create jobs demo-migrate',
      'create jobs demo-warm',
      'create jobs demo-smoke',
      'create configmaps demo-settings',
      'create deployments demo-web',
      'create configmaps demo-last',
    ],
  )
})

function withoutTime(text: string): string {
  return text.replace(/^LAST DEPLOYED: .*$/m, '')
}

test.run()
