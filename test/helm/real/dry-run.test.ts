// time limit: 300 s
import { readdirSync } from 'node:fs'
import { suite } from 'uvu'
import * as assert from 'uvu/assert'
import { withControlPlane } from '../../support/control-plane.ts'
import { runProgram } from '../../support/program.ts'
import { SHOP, withHelm, writesOf } from './helm-lab.ts'

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
    const refused = await runProgram(['post-render'], { input: hooks, env: plane.env })
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

real('dry runs leave no logs', async (scene) => {
  await scene.rendered(['template', 'demo', SHOP])
  assert.equal(logs(scene.lab.logFolder), [])
})

function logs(folder: string): readonly string[] {
  try {
    return readdirSync(folder)
  } catch {
    return []
  }
}

function withoutTime(text: string): string {
  return text.replace(/^LAST DEPLOYED: .*$/m, '')
}

test.run()
