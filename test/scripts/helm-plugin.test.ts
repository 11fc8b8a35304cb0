// time limit: 180 s
// The Helm plugins as they are installed: from a clone, from a staged folder and from a tarball. Needs no cluster.
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { execa } from 'execa'
import { suite } from 'uvu'
import * as assert from 'uvu/assert'
import { ensureHelm } from '../../scripts/control-plane/tools.ts'
import { packagePlugins } from '../../scripts/package.ts'
import type { PackagedPlugin, PluginName } from '../../scripts/package.ts'

type Plugins = Readonly<Record<PluginName, PackagedPlugin>>

const NONE: PackagedPlugin = { folder: '', tarball: '' }
const test = suite<{ folder: string; helm: string; plugins: Plugins }>('Helm plugins', {
  folder: '',
  helm: '',
  plugins: { 'kubectl-hooksync': NONE, hooksync: NONE },
})
const ROOT = fileURLToPath(new URL('../..', import.meta.url))
const CHART = join(ROOT, 'test/fixtures/charts/shop')
const TEMPLATE = ['template', 'demo', CHART, '--post-renderer', 'kubectl-hooksync'] as const

test.before(async (context) => {
  context.folder = mkdtempSync(join(tmpdir(), 'hooksync-plugins-'))
  context.helm = await ensureHelm(4)
  context.plugins = await packagePlugins(context.folder)
})

test.after(({ folder }) => rmSync(folder, { recursive: true }))

async function helm(
  { helm: path, folder }: { readonly helm: string; readonly folder: string },
  home: string,
  args: readonly string[],
): Promise<string> {
  const env = { PATH: process.env['PATH'] ?? '', HOME: join(folder, home) }
  const { stdout } = await execa(path, args, { env, extendEnv: false, stdin: 'ignore' })
  return stdout
}

test('the post-renderer is installed from a clone', async (context) => {
  await helm(context, 'clone', ['plugin', 'install', ROOT])
  assert.match(await helm(context, 'clone', ['plugin', 'list']), /^kubectl-hooksync\s+\S+\s+postrenderer\/v1/m)
  assert.match(await helm(context, 'clone', TEMPLATE), 'name: demo-settings')
})

test('the post-renderer is installed from its tarball and runs from it alone', async (context) => {
  const file = context.plugins['kubectl-hooksync'].tarball
  await helm(context, 'tarball', ['plugin', 'install', file, '--verify=false'])
  assert.match(await helm(context, 'tarball', TEMPLATE), 'name: demo-settings')
})

test('the post-renderer is installed from its staged folder', async (context) => {
  await helm(context, 'folder', ['plugin', 'install', context.plugins['kubectl-hooksync'].folder])
  assert.match(await helm(context, 'folder', TEMPLATE), 'name: demo-settings')
})

test('helm hooksync is installed from its tarball or folder and is one of Helm’s commands', async (context) => {
  const { tarball, folder } = context.plugins.hooksync
  await helm(context, 'command', ['plugin', 'install', tarball, '--verify=false'])
  assert.match(await helm(context, 'command', ['plugin', 'list']), /^hooksync\s+\S+\s+cli\/v1/m)
  await helm(context, 'command-folder', ['plugin', 'install', folder])
  for (const home of ['command', 'command-folder']) {
    assert.match(
      await helm(context, home, ['--help']),
      /^ {2}hooksync +install or upgrade a release in Argo CD's phases and waves$/m,
    )
    assert.match(await helm(context, home, ['hooksync', '--help']), 'kubectl hooksync helm (install | upgrade)')
    assert.match(await helm(context, home, ['hooksync', 'upgrade', '--help']), 'This command upgrades a release')
  }
})

test('both plugins stand side by side', async (context) => {
  await helm(context, 'both', ['plugin', 'install', context.plugins.hooksync.folder])
  await helm(context, 'both', ['plugin', 'install', context.plugins['kubectl-hooksync'].folder])
  assert.match(await helm(context, 'both', TEMPLATE), 'name: demo-settings')
})

test.run()
