// A page, JUnit, logs and marks for a CI system, of the wrapper and of the post-renderer, with both majors of Helm on a real API server.
import { mkdtempSync, readFileSync, readdirSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { suite } from 'uvu'
import * as assert from 'uvu/assert'
import { withControlPlane } from '../../support/control-plane.ts'
import { startCollector } from '../../support/collector.ts'
import { readXml } from '../../support/read-xml.ts'
import { SHOP, withHelm, writesOf } from './helm-lab.ts'
import { withChart } from './small-chart.ts'
import { upgrade, wrappedIn } from './wrapper-stories.ts'

const test = suite('reports of a release')

/** Runs with the words for reports in a folder of their own, as the wrapper and as the post-renderer takes them. */
async function inFolder(run: (folder: string, words: readonly string[]) => Promise<void>): Promise<void> {
  const folder = mkdtempSync(join(tmpdir(), 'hooksync-reports-'))
  try {
    const at = (name: string): string => join(folder, name)
    await run(folder, [`--report=${at('r.html')}`, `--junit=${at('j.xml')}`, '--logs=hooks', `--log-dir=${at('logs')}`])
  } finally {
    rmSync(folder, { recursive: true, force: true })
  }
}

function checkFiles(folder: string): void {
  const junit = readFileSync(join(folder, 'j.xml'), 'utf8')
  assert.is(readXml(junit).attributes['failures'], '1')
  assert.match(junit, '<failure message="container &quot;main&quot; exited with code 3: ERROR: smoke went wrong"')
  const page = readFileSync(join(folder, 'r.html'), 'utf8')
  assert.match(page, /Failed in \d+\.\ds at PostSync\/demo-smoke: exit code 3/)
  const log = readdirSync(join(folder, 'logs')).find((name) => name.includes('demo-smoke'))
  assert.is(readFileSync(join(folder, 'logs', log ?? ''), 'utf8'), 'smoke begins\nERROR: smoke went wrong\n')
}

/** What somebody sees: log lines as they come, and the verdict near the end. */
function checkScreen(text: string): void {
  assert.match(text, /^ +\d+\.\ds +demo-smoke-\w+\/main \| ERROR: smoke went wrong$/m)
  assert.ok(text.indexOf('| ERROR: smoke went wrong') < text.indexOf('  failed Job '), 'as it comes')
  const last = text.trimEnd().split('\n').slice(-25).join('\n')
  assert.match(last, /^ +Failed in \d+\.\ds at PostSync\/demo-smoke: exit code 3 "ERROR: smoke went wrong" · /m)
}

const GITHUB = { GITHUB_ACTIONS: 'true' }
const FAIL = ['--set', 'fail=smoke,helmHooks=false'] as const

for (const major of [3, 4] as const) {
  const real = withHelm(test, withControlPlane(test), { major, label: `reports-${major}` })

  real(
    `the wrapper with Helm ${major}: a failed hook is on the page, in JUnit, in files of logs and on the screen`,
    async (scene) => {
      await inFolder(async (folder, words) => {
        const { exitCode, stderr } = await wrappedIn(scene, GITHUB, upgrade(...words, ...FAIL))
        assert.is(exitCode, 1)
        assert.match(stderr, /^::group::PostSync wave 1: 1 task$/m)
        assert.match(stderr, /^::error title=Job \S+\/demo-smoke \(PostSync wave 1\)::.*ERROR: smoke went wrong/m)
        checkScreen(stderr)
        checkFiles(folder)
      })
    },
  )

  real(
    `the post-renderer of Helm ${major}: the same, with the lines of the hook in the log of the drive`,
    async (scene) => {
      await inFolder(async (folder, words) => {
        const own = major === 3 ? ['--assume-no-helm-hooks', ...words] : words
        const passed = own.flatMap((word) => ['--post-renderer-args', word])
        const { exitCode } = await scene.rendered(['upgrade', '-i', 'demo', SHOP, ...FAIL, ...passed])
        assert.is(exitCode, 1)
        checkScreen(scene.lab.lastLog())
        checkFiles(folder)
      })
    },
  )

  real(`the wrapper with Helm ${major}: a release sends one trace`, async (scene) => {
    const collector = await startCollector()
    try {
      const env = { OTEL_EXPORTER_OTLP_ENDPOINT: collector.url, OTEL_EXPORTER_OTLP_PROTOCOL: 'http/json' }
      const { exitCode, stderr } = await wrappedIn(scene, env, upgrade(...FAIL))
      assert.is(exitCode, 1, stderr)
      const failed = collector.spans().filter(({ error }) => error?.includes('ERROR: smoke went wrong'))
      assert.equal(failed.map(({ name }) => name.replace(/ \S+\//, ' ')).toSorted(), ['Job demo-smoke', 'sync'])
    } finally {
      collector.close()
    }
  })

  real(`Helm ${major}: a bad annotation is told to a CI system and in JUnit, and nothing is written`, async (scene) => {
    const files = {
      'templates/x.yaml':
        'apiVersion: v1\nkind: ConfigMap\nmetadata: {name: x, annotations: {argocd.argoproj.io/hook: PreSinc}}\n',
    }
    await withChart(files, (chart) =>
      inFolder(async (folder, words) => {
        const { exitCode, stderr, requests } = await wrappedIn(scene, GITHUB, ['install', 'demo', chart, ...words])
        assert.is(exitCode, 1)
        assert.equal(writesOf(requests), [])
        assert.match(stderr, /^::error title=UNKNOWN_HOOK_TYPE::.*"PreSinc" is not a hook type/m)
        const report = readXml(readFileSync(join(folder, 'j.xml'), 'utf8'))
        assert.equal([report.attributes['tests'], report.attributes['failures']], ['1', '1'])
        assert.match(readFileSync(join(folder, 'r.html'), 'utf8'), 'Refused in ')
      }),
    )
  })
}

test.run()
