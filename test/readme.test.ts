// Every command of README and CONTRIBUTING: run here as it stands there, on a real API server, or listed with how it is tested.
// time limit: 300 s
import { chmod, cp, mkdir, mkdtemp, readFile, rm, symlink, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { execa } from 'execa'
import { suite } from 'uvu'
import * as assert from 'uvu/assert'
import { NoGoError, startControlPlane } from '../scripts/control-plane/control-plane.ts'
import type { ControlPlane } from '../scripts/control-plane/control-plane.ts'
import { ensureHelm, ensureKubectl } from '../scripts/control-plane/tools.ts'
import { skip } from './support/skip.ts'

const ROOT = fileURLToPath(new URL('..', import.meta.url))

/** Commands that are not run here, and what runs them. */
const TESTED_ELSEWHERE: Readonly<Record<string, string>> = {
  'npm ci && npm run demo': 'test/scripts/demo.test.ts runs the demo; .ci/run runs npm ci',
  'npm ci && npm test': '.ci/run',
  'npm ci': '.ci/run',
  'npm test': '.ci/run',
  'npm run check': '.ci/run',
  'npm ci && npm run build && npm install --global .':
    'test/scripts/package.test.ts packs the built package and runs its program',
}

interface Setting {
  readonly folder: string
  readonly cluster: ControlPlane
  readonly env: Readonly<Record<string, string>>
}

const test = suite<{ setting: Setting | undefined }>('readme', { setting: undefined })

const commands = [...(await commandsOf('README.md')), ...(await commandsOf('CONTRIBUTING.md'))]

test.before(async (context) => {
  try {
    context.setting = await createSetting(await startControlPlane())
  } catch (error) {
    if (!(error instanceof NoGoError)) throw error
  }
})

test.after(async ({ setting }) => {
  await setting?.cluster.stop()
  if (setting !== undefined) await rm(setting.folder, { recursive: true })
})

test('no command is listed as tested elsewhere that is not there any more', () => {
  const unknown = Object.keys(TESTED_ELSEWHERE).filter((command) => !commands.includes(command))
  assert.equal(unknown, [])
})

for (const command of new Set(commands.filter((candidate) => TESTED_ELSEWHERE[candidate] === undefined))) {
  test(`README: ${command}`, async ({ setting }) => {
    if (setting === undefined) return skip('no Go')
    const result = await execa('bash', ['-euo', 'pipefail', '-c', command], {
      cwd: setting.folder,
      env: setting.env,
      reject: false,
      all: true,
      stdin: 'ignore',
    })
    assert.is(result.exitCode, 0, `${command}\n${result.all}`)
  })
}

/** The lines of the `sh` blocks. */
async function commandsOf(file: string): Promise<readonly string[]> {
  const text = await readFile(`${ROOT}${file}`, 'utf8')
  return [...text.matchAll(/^```sh\n([\s\S]*?)^```$/gm)].flatMap(([, block = '']) => block.trim().split('\n'))
}

/** A folder with what the commands name: the examples, an overlay, a chart; and kubectl, Helm and ours on the PATH. */
async function createSetting(cluster: ControlPlane): Promise<Setting> {
  const folder = await mkdtemp(join(tmpdir(), 'hooksync-readme-'))
  const bin = join(folder, 'bin')
  await mkdir(bin)
  await Promise.all([
    cp(`${ROOT}examples`, join(folder, 'examples'), { recursive: true }),
    symlink(`${ROOT}dist/cli.js`, join(bin, 'kubectl-hooksync')),
    symlink(await ensureKubectl(), join(bin, 'kubectl')),
    symlink(await ensureHelm(4), join(bin, 'helm')),
    chmod(`${ROOT}dist/cli.js`, 0o755),
    ...Object.entries(FILES).map(([path, text]) => writeIn(folder, path, text)),
  ])
  const home = { HOME: folder, HELM_CACHE_HOME: join(folder, 'helm') }
  return { folder, cluster, env: { ...cluster.env, ...home, PATH: `${bin}:${process.env['PATH'] ?? ''}` } }
}

async function writeIn(folder: string, path: string, text: string): Promise<void> {
  await mkdir(join(folder, path, '..'), { recursive: true })
  await writeFile(join(folder, path), text)
}

const CONFIG_MAP = 'apiVersion: v1\nkind: ConfigMap\nmetadata: { name: settings }\n'

const FILES: Readonly<Record<string, string>> = {
  'deploy/app/settings.yaml': CONFIG_MAP,
  'overlays/production/kustomization.yaml': 'resources: [settings.yaml]\n',
  'overlays/production/settings.yaml': CONFIG_MAP,
  'chart/Chart.yaml': 'apiVersion: v2\nname: shop\nversion: 1.0.0\n',
  'chart/templates/settings.yaml': CONFIG_MAP,
}

test.run()
