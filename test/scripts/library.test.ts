// The library as another project has it: the examples of docs/library.md are compiled and run against the packed tarball.
import { cp, mkdir, mkdtemp, readFile, rm, symlink, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { execa } from 'execa'
import { suite } from 'uvu'
import * as assert from 'uvu/assert'
import { NoGoError, startControlPlane } from '../../scripts/control-plane/control-plane.ts'
import { packInto } from '../support/packed.ts'
import { skip } from '../support/skip.ts'

const test = suite<{ folder: string }>('library', { folder: '' })
const ROOT = fileURLToPath(new URL('../..', import.meta.url))

interface Example {
  readonly name: string
  readonly code: string
  /** What it writes; undefined: nothing. */
  readonly output: string | undefined
}

const EXAMPLES = examplesOf(await readFile(`${ROOT}docs/library.md`, 'utf8'))

const COMPILER_OPTIONS = {
  strict: true,
  target: 'es2023',
  module: 'nodenext',
  skipLibCheck: false,
  rewriteRelativeImportExtensions: true,
}

test.before(async (context) => {
  context.folder = await mkdtemp(join(tmpdir(), 'hooksync-library-'))
  const { folder } = context
  await packInto(folder)
  await mkdir(join(folder, 'node_modules/@types'), { recursive: true })
  await cp(join(folder, 'package'), join(folder, 'node_modules/kubectl-hooksync'), { recursive: true })
  await cp(join(folder, 'package/examples/deploy'), join(folder, 'deploy'), { recursive: true })
  await symlink(`${ROOT}node_modules/@types/node`, join(folder, 'node_modules/@types/node'))
  await symlink(`${ROOT}node_modules/undici-types`, join(folder, 'node_modules/undici-types'))
  await writeFile(join(folder, 'package.json'), '{"type": "module"}')
  for (const { name, code } of EXAMPLES) await writeFile(join(folder, name), code)
})

test.after(({ folder }) => rm(folder, { recursive: true }))

test('its types need no package beside it', async ({ folder }) => {
  await writeFile(join(folder, 'all.mts'), "export * from 'kubectl-hooksync'\n")
  const config = { compilerOptions: { ...COMPILER_OPTIONS, types: [], noEmit: true }, files: ['all.mts'] }
  assert.is(await compile(folder, config), '')
})

test('the examples of its page compile', async ({ folder }) => {
  const files = EXAMPLES.map(({ name }) => name)
  assert.is(await compile(folder, { compilerOptions: { ...COMPILER_OPTIONS, types: ['node'] }, files }), '')
})

for (const example of EXAMPLES.filter(({ output }) => output !== undefined)) {
  test(`${example.name} writes what the page says`, async ({ folder }) => {
    const output = example.code.includes('connectCluster')
      ? await runOnCluster(example, folder)
      : await run(example, folder)
    if (output === undefined) return skip('no Go')
    assert.is(output, example.output)
  })
}

async function compile(folder: string, config: object): Promise<string> {
  await writeFile(join(folder, 'tsconfig.json'), JSON.stringify(config))
  const options = { cwd: folder, preferLocal: true, localDir: ROOT, reject: false } as const
  return (await execa('tsc', ['-p', '.'], options)).stdout
}

async function runOnCluster(example: Example, folder: string): Promise<string | undefined> {
  try {
    const cluster = await startControlPlane()
    try {
      return await run(example, folder, cluster.env)
    } finally {
      await cluster.stop()
    }
  } catch (error) {
    if (error instanceof NoGoError) return undefined
    throw error
  }
}

async function run({ name }: Example, folder: string, env: Readonly<Record<string, string>> = {}): Promise<string> {
  const program = name.replace(/\.ts$/, '.js')
  return (await execa(process.execPath, [program], { cwd: folder, env, stdin: 'ignore', reject: false, all: true })).all
}

/** The `ts` blocks that begin with their name, each with the `text` block that follows it at once. */
function examplesOf(page: string): readonly Example[] {
  const blocks = page.matchAll(/^```ts\n(\/\/ (\S+\.ts)\n[^]*?)^```\n(?:\n```text\n([^]*?)\n```)?/gm)
  return [...blocks].map(([, code = '', name = '', output]) => ({ name, code, output }))
}

test.run()
