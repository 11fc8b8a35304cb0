// `npm run package`: stages both Helm plugins with the bundle inside and packs each as an installable tarball.
import { cp, mkdir, readFile, rm, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { execa } from 'execa'
import { build } from './build.ts'

const ROOT = fileURLToPath(new URL('..', import.meta.url))

/** Each plugin's name, also that of its folder and its tarball, and where its plugin.yaml stands. */
const PLUGINS = {
  'kubectl-hooksync': 'plugin.yaml',
  hooksync: 'scripts/helm-plugin/hooksync/plugin.yaml',
} as const

/** The name of a plugin. */
export type PluginName = keyof typeof PLUGINS

/** A staged plugin. */
export interface PackagedPlugin {
  /** What `helm plugin install DIR` takes. */
  readonly folder: string
  /** What `helm plugin install FILE --verify=false` takes. */
  readonly tarball: string
}

/** Stages and packs both plugins in a folder; dist/ must have been built. */
export async function packagePlugins(target: string): Promise<Readonly<Record<PluginName, PackagedPlugin>>> {
  return {
    'kubectl-hooksync': await packagePlugin('kubectl-hooksync', target),
    hooksync: await packagePlugin('hooksync', target),
  }
}

async function packagePlugin(name: PluginName, target: string): Promise<PackagedPlugin> {
  const version = parseVersion(await readFile(join(ROOT, 'package.json'), 'utf8'))
  const folder = join(target, name)
  const tarball = join(target, `${name}-${version}.tgz`)
  await rm(folder, { recursive: true, force: true })
  await mkdir(join(folder, 'dist'), { recursive: true })
  const manifest = await readFile(join(ROOT, PLUGINS[name]), 'utf8')
  await writeFile(join(folder, 'plugin.yaml'), manifest.replace(/^version: .*$/m, `version: ${version}`))
  await cp(join(ROOT, 'LICENSE'), join(folder, 'LICENSE'))
  await cp(join(ROOT, 'dist/cli.js'), join(folder, 'dist/cli.js'))
  await cp(join(ROOT, 'dist/chunks'), join(folder, 'dist/chunks'), { recursive: true })
  // Without it Node would not know that the bundle is an ES module.
  await writeFile(join(folder, 'package.json'), `${JSON.stringify({ name, version, type: 'module' })}\n`)
  await execa('tar', ['-czf', tarball, '-C', target, name])
  return { folder, tarball }
}

function parseVersion(text: string): string {
  const { version } = JSON.parse(text) as { version: string }
  return version
}

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  await build({ types: false })
  const target = join(ROOT, 'build/helm')
  await mkdir(target, { recursive: true })
  for (const { folder, tarball } of Object.values(await packagePlugins(target))) {
    process.stdout.write(`${tarball}\n  helm plugin install ${folder}\n`)
  }
}
