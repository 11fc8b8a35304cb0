// time limit: 180 s
// The Helm plugin as it is installed: from a clone, from a staged folder and from a tarball. Needs no cluster.
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { execa } from 'execa'
import { suite } from 'uvu'
import * as assert from 'uvu/assert'
import { ensureHelm } from '../../scripts/control-plane/tools.ts'
import { packagePlugin } from '../../scripts/package.ts'
import type { PackagedPlugin } from '../../scripts/package.ts'

const test = suite<{ folder: string; helm: string; plugin: PackagedPlugin | undefined }>('Helm plugin', {
  folder: '',
  helm: '',
  plugin: undefined,
})
const ROOT = fileURLToPath(new URL('../..', import.meta.url))
const CHART = join(ROOT, 'test/fixtures/charts/shop')
const TEMPLATE = ['template', 'demo', CHART, '--post-renderer', 'kubectl-hooksync'] as const

test.before(async (context) => {
  context.folder = mkdtempSync(join(tmpdir(), 'hooksync-plugins-'))
  context.helm = await ensureHelm(4)
  context.plugin = await packagePlugin(context.folder)
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
  const file = context.plugin?.tarball ?? ''
  await helm(context, 'tarball', ['plugin', 'install', file, '--verify=false'])
  assert.match(await helm(context, 'tarball', TEMPLATE), 'name: demo-settings')
})

test('the post-renderer is installed from its staged folder', async (context) => {
  await helm(context, 'folder', ['plugin', 'install', context.plugin?.folder ?? ''])
  assert.match(await helm(context, 'folder', TEMPLATE), 'name: demo-settings')
})

test.run()
