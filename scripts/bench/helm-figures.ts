// What `helm template` costs with us as its post-renderer, with one that only copies, with none. Needs no cluster.
import { mkdir, mkdtemp, rm, symlink, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { execa } from 'execa'
import { ensureHelm } from '../control-plane/tools.ts'
import { configMaps, smallApp, toStream } from '../workloads.ts'
import type { Variant, Wave } from '../workloads.ts'
import { PROGRAM, timed } from './tools.ts'

const ROOT = fileURLToPath(new URL('../..', import.meta.url))

/** Milliseconds of one chart with one Helm, in alternating runs. */
export interface HelmFigures {
  /** `Helm 3, 25 objects`. */
  readonly what: string
  readonly none: readonly number[]
  /** `cat` as the post-renderer: what Helm itself does for one. */
  readonly cat: readonly number[]
  readonly ours: readonly number[]
  /** Beside which of these we are judged: Helm 4 reads and writes all objects anew for any post-renderer, and that takes its time. */
  readonly over: 'none' | 'cat'
}

/** Runs `helm template` so many times with each chart and each Helm. */
export async function measureHelm(runs: number): Promise<readonly HelmFigures[]> {
  const folder = await mkdtemp(join(tmpdir(), 'hooksync-bench-'))
  try {
    const variant = { namespace: 'default', mark: 'helm' }
    const charts = [await writeChart(folder, smallApp, variant), await writeChart(folder, twoThousand, variant)]
    const figures: HelmFigures[] = []
    for (const major of [3, 4] as const) {
      const helm = await prepareHelm(folder, major)
      for (const { path, objects } of charts) {
        process.stderr.write(`Helm ${major}, ${objects} objects: ${runs} runs\n`)
        const over = major === 4 && objects > 1000 ? 'cat' : 'none'
        figures.push({ what: `Helm ${major}, ${objects} objects`, over, ...(await measureChart(helm, path, runs)) })
      }
    }
    return figures
  } finally {
    await rm(folder, { recursive: true })
  }
}

function twoThousand(variant: Variant): readonly Wave[] {
  return configMaps(2000, variant)
}

async function writeChart(
  folder: string,
  make: (variant: Variant) => readonly Wave[],
  variant: Variant,
): Promise<{ readonly path: string; readonly objects: number }> {
  const waves = make(variant)
  const objects = waves.reduce((sum, wave) => sum + wave.objects.length, 0)
  const path = join(folder, `chart-${objects}`)
  await mkdir(join(path, 'templates'), { recursive: true })
  await writeFile(join(path, 'Chart.yaml'), 'apiVersion: v2\nname: bench\nversion: 0.1.0\n')
  await writeFile(join(path, 'templates/all.yaml'), toStream(waves))
  return { path, objects }
}

type Helm = (...words: readonly string[]) => PromiseLike<unknown>

/** Helm 3 finds us on the PATH, Helm 4 as an installed plugin. Variables that slow every Node down are not passed on. */
async function prepareHelm(folder: string, major: 3 | 4): Promise<Helm> {
  const path = await ensureHelm(major)
  const home = join(folder, `home-${major}`)
  await mkdir(home)
  const env = { PATH: `${home}:${process.env['PATH'] ?? ''}`, HOME: home }
  const helm: Helm = (...words) => execa(path, words, { env, extendEnv: false, stdin: 'ignore' })
  if (major === 3) await symlink(PROGRAM, join(home, 'kubectl-hooksync'))
  else await installPlugins(helm, join(folder, 'cat'))
  return helm
}

async function installPlugins(helm: Helm, cat: string): Promise<void> {
  await mkdir(cat)
  await writeFile(join(cat, 'plugin.yaml'), CAT_PLUGIN)
  for (const plugin of [ROOT, cat]) await helm('plugin', 'install', plugin)
}

const CAT_PLUGIN = `apiVersion: v1
type: postrenderer/v1
name: cat
version: 0.1.0
runtime: subprocess
runtimeConfig:
  platformCommand:
    - command: cat
`

async function measureChart(
  helm: Helm,
  chart: string,
  runs: number,
): Promise<Pick<HelmFigures, 'none' | 'cat' | 'ours'>> {
  const figures: Record<'none' | 'cat' | 'ours', number[]> = { none: [], cat: [], ours: [] }
  const template = (...words: readonly string[]): Promise<number> =>
    timed(() => helm('template', 'bench', chart, ...words))
  for (let left = runs; left > 0; left -= 1) {
    figures.none.push(await template())
    figures.cat.push(await template('--post-renderer', 'cat'))
    figures.ours.push(await template('--post-renderer', 'kubectl-hooksync'))
  }
  return figures
}
