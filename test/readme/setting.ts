// Where the commands of a page run: a control plane, and a folder with all that they name. kubectl, Helm and ours are on the PATH.
import { chmod, cp, mkdir, mkdtemp, rm, symlink, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { execa } from 'execa'
import { startControlPlane } from '../../scripts/control-plane/control-plane.ts'
import { ensureHelm, ensureKubectl } from '../../scripts/control-plane/tools.ts'
import { packagePlugins } from '../../scripts/package.ts'
import { filesOf } from './documents.ts'

const ROOT = fileURLToPath(new URL('../..', import.meta.url))

/** The place of one page. */
export interface Setting {
  /** Runs a line of the page. */
  run(command: string, helm: 3 | 4): Promise<{ readonly exitCode: number | undefined; readonly output: string }>
  close(): Promise<void>
}

/** Starts a control plane and fills a folder. */
export async function openSetting(document: string): Promise<Setting> {
  const cluster = await startControlPlane()
  const folder = await mkdtemp(join(tmpdir(), 'hooksync-readme-'))
  const close = async (): Promise<void> => {
    await cluster.stop()
    await rm(folder, { recursive: true })
  }
  try {
    await fill(folder, document)
    const { exitCode, stderr } = await cluster.kubectl(['create', 'namespace', HELM_3_NAMESPACE])
    if (exitCode !== 0) throw new Error(stderr)
  } catch (error) {
    await close()
    throw error
  }
  return {
    close,
    run: async (command, helm) => {
      const result = await execa('bash', ['-euo', 'pipefail', '-c', command], {
        cwd: folder,
        env: { ...cluster.env, ...environment(folder, helm) },
        reject: false,
        all: true,
        stdin: 'ignore',
      })
      return { exitCode: result.exitCode, output: result.all }
    },
  }
}

/** The two Helms share no release. */
const HELM_3_NAMESPACE = 'helm-three'

/** Helm 3 cannot read the plugins of Helm 4. */
function environment(folder: string, helm: 3 | 4): Readonly<Record<string, string>> {
  const path = [join(folder, 'bin'), join(folder, `helm-${helm}`), process.env['PATH'] ?? ''].join(':')
  const home = { HOME: folder, PATH: path }
  return helm === 4
    ? { ...home, HELM_PLUGINS: join(folder, 'plugins') }
    : { ...home, HELM_PLUGINS: join(folder, 'no-plugins'), HELM_NAMESPACE: HELM_3_NAMESPACE }
}

async function fill(folder: string, document: string): Promise<void> {
  await Promise.all(['bin', 'helm-3', 'helm-4', 'plugins'].map((name) => mkdir(join(folder, name))))
  await Promise.all([
    cp(`${ROOT}examples`, join(folder, 'examples'), { recursive: true }),
    cp(`${ROOT}examples/deploy`, join(folder, 'deploy'), { recursive: true }),
    symlink(`${ROOT}dist/cli.js`, join(folder, 'bin/kubectl-hooksync')),
    chmod(`${ROOT}dist/cli.js`, 0o755),
    symlink(await ensureKubectl(), join(folder, 'bin/kubectl')),
    symlink(await ensureHelm(3), join(folder, 'helm-3/helm')),
    symlink(await ensureHelm(4), join(folder, 'helm-4/helm')),
    packagePlugins(join(folder, 'plugins')),
    ...Object.entries({ ...FILES, ...(await filesOf(document)) }).map(([path, text]) => writeIn(folder, path, text)),
  ])
}

async function writeIn(folder: string, path: string, text: string): Promise<void> {
  await mkdir(join(folder, path, '..'), { recursive: true })
  await writeFile(join(folder, path), text)
}

const CHECK = `apiVersion: batch/v1
kind: Job
metadata:
  name: {{ .Release.Name }}-check
  annotations: { argocd.argoproj.io/hook: PreSync }
spec:
  template:
    spec:
      restartPolicy: Never
      containers: [{ name: main, image: busybox }]
`

const FILES: Readonly<Record<string, string>> = {
  'overlays/production/kustomization.yaml': 'resources: [settings.yaml]\n',
  'overlays/production/settings.yaml': 'apiVersion: v1\nkind: ConfigMap\nmetadata: { name: settings }\n',
  'chart/Chart.yaml': 'apiVersion: v2\nname: shop\nversion: 1.0.0\n',
  'chart/templates/check.yaml': CHECK,
  'chart/templates/settings.yaml':
    'apiVersion: v1\nkind: ConfigMap\nmetadata: { name: "{{ .Release.Name }}-settings" }\n',
}
