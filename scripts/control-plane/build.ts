// Builds the Go program with the control plane's parts into the cache, keyed by its sources and Go's version.
import { createHash } from 'node:crypto'
import { readdir, readFile } from 'node:fs/promises'
import { dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { execa } from 'execa'
import { cached, hasCode } from './cache.ts'

/** What the control plane says its version is: that of k8s.io/kubernetes in go.mod. Helm refuses a server without one. */
export const KUBERNETES_VERSION = '1.37.2'

const SOURCES = dirname(fileURLToPath(import.meta.url))

/** Go is not on this machine, so there can be no control plane: tests that need one are skipped. */
export class NoGoError extends Error {
  override name = 'NoGoError'
  constructor(cause: unknown) {
    super('what is built from source for the tests needs Go 1.26 or newer on the PATH (https://go.dev/dl)', {
      cause,
    })
  }
}

/** Where the built program, its keys and the pods' stages are. */
export interface ControlPlaneFiles {
  readonly program: string
  readonly keys: string
  readonly stages: readonly string[]
}

/** The program and what goes with it; the first call on a machine builds for some minutes. */
export async function ensureControlPlane(): Promise<ControlPlaneFiles> {
  const folder = await cached(`control-plane-${await buildKey()}`, build)
  const stages = join(SOURCES, 'stages')
  return {
    program: join(folder, 'control-plane'),
    keys: join(folder, 'keys'),
    stages: (await readdir(stages)).toSorted().map((file) => join(stages, file)),
  }
}

async function buildKey(): Promise<string> {
  const hash = createHash('sha256').update(`${await goVersion(SOURCES)} ${linkerFlags()}`)
  const files = (await readdir(SOURCES)).filter((file) => /\.go$|^go\.(mod|sum)$/.test(file)).toSorted()
  for (const file of files) hash.update(`\0${file}\0`).update(await readFile(join(SOURCES, file)))
  return hash.digest('hex').slice(0, 16)
}

/** Which Go there is for a folder with Go sources; throws NoGoError when there is none. */
export async function goVersion(folder: string): Promise<string> {
  try {
    const { stdout } = await execa('go', ['env', 'GOVERSION', 'GOOS', 'GOARCH'], { cwd: folder })
    return stdout
  } catch (error) {
    if (hasCode(error, 'ENOENT')) throw new NoGoError(error)
    throw new Error('ask Go for its version', { cause: error })
  }
}

async function build(folder: string): Promise<void> {
  const program = join(folder, 'control-plane')
  const keys = join(folder, 'keys')
  const begin = Date.now()
  process.stderr.write(
    `control plane: building Kubernetes ${KUBERNETES_VERSION} from source, once; some minutes on two cores\n`,
  )
  await execa('go', ['build', '-trimpath', '-ldflags', linkerFlags(), '-o', program, '.'], {
    cwd: SOURCES,
    stdin: 'ignore',
    stdout: 'ignore',
    stderr: ['inherit', 'pipe'],
  })
  await execa(program, ['pki', keys])
  process.stderr.write(`control plane: built in ${Math.round((Date.now() - begin) / 1000)} s\n`)
}

function linkerFlags(): string {
  const [major, minor] = KUBERNETES_VERSION.split('.')
  const values = { gitVersion: `v${KUBERNETES_VERSION}`, gitMajor: major, gitMinor: minor, gitTreeState: 'clean' }
  const settings = ['k8s.io/component-base/version', 'k8s.io/client-go/pkg/version'].flatMap((name) =>
    Object.entries(values).map(([key, value]) => `-X ${name}.${key}=${value}`),
  )
  return ['-s -w', ...settings].join(' ')
}
