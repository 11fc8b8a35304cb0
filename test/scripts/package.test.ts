// The package as npm would publish it: it holds what it needs and nothing else, and its program runs from it alone.
import { mkdtemp, readdir, readFile, rm, stat } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { execa } from 'execa'
import { suite } from 'uvu'
import * as assert from 'uvu/assert'
import { packInto } from '../support/packed.ts'

const test = suite<{ folder: string; files: readonly string[] }>('package', { folder: '', files: [] })
const ROOT = fileURLToPath(new URL('../..', import.meta.url))

const EXAMPLES = join(ROOT, 'examples/deploy')

/** client-node's generated models are 14 MB: imported as a whole they would all be in the bundle. */
const LARGEST_FILE = 4_000_000

test.before(async (context) => {
  context.folder = await mkdtemp(join(tmpdir(), 'hooksync-package-'))
  context.files = await packInto(context.folder)
})

test.after(({ folder }) => rm(folder, { recursive: true }))

test('the package holds the bundles, README, docs, examples and LICENSE, and no sources', ({ files }) => {
  const needed = ['package.json', 'README.md', 'LICENSE', 'dist/cli.js', 'dist/index.js', 'dist/types/index.d.ts']
  for (const file of [...needed, 'docs/ci.md', 'docs/plan.schema.json', 'examples/deploy/api.yaml']) {
    assert.ok(files.includes(file), file)
  }
  const others = files.filter(
    (file) =>
      !/^(?:package\.json|README\.md|LICENSE|docs\/[\w-]+\.(?:md|schema\.json)|examples\/.*\.(?:yaml|md|txt)|dist\/.*\.(?:js|d\.ts|wasm))$/.test(
        file,
      ),
  )
  assert.equal(others, [])
})

test('the program runs from the package alone, without its dependencies', async ({ folder }) => {
  const program = join(folder, 'package/dist/cli.js')
  const { stdout } = await execa(program, ['--version'])
  const { version } = parsePackage(await readFile(`${ROOT}package.json`, 'utf8'))
  assert.is(stdout, `kubectl-hooksync ${version}`)
})

test('the library can be imported from the package alone', async ({ folder }) => {
  const script = `import('${folder}/package/dist/index.js').then((all) => console.log(typeof all.sync))`
  const { stdout } = await execa(process.execPath, ['-e', script])
  assert.is(stdout, 'function')
})

test('nothing else is installed with it', async ({ folder }) => {
  const prefix = join(folder, 'prefix')
  const tarball = (await readdir(folder)).find((name) => name.endsWith('.tgz'))
  const install = [
    'install',
    '--global',
    '--offline',
    '--ignore-scripts',
    '--prefix',
    prefix,
    join(folder, tarball ?? ''),
  ]
  await execa('npm', install, { stdin: 'ignore' })
  assert.equal(await readdir(join(prefix, 'lib/node_modules')), ['kubectl-hooksync'])
  const { stdout } = await execa(join(prefix, 'bin/kubectl-hooksync'), ['plan', '--offline', '-f', EXAMPLES])
  assert.match(stdout, /\nplan: 5 to apply/)
})

test('every link of the README to a file of the project is in the package', async ({ folder, files }) => {
  const text = await readFile(join(folder, 'package/README.md'), 'utf8')
  const links = [...text.matchAll(/\]\(((?!https?:|#)[^)#\s]+)/g)].map(([, target = '']) => target)
  const missing = links.filter((link) => !files.some((file) => file === link || file.startsWith(`${link}/`)))
  assert.equal(missing, ['CONTRIBUTING.md'])
})

test('no file of the package is a bundle of everything', async ({ folder, files }) => {
  for (const file of files) assert.ok((await stat(join(folder, 'package', file))).size < LARGEST_FILE, file)
})

function parsePackage(text: string): { readonly version: string } {
  return JSON.parse(text) as { version: string }
}

test.run()
