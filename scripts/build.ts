// Builds dist/: the program and the library as bundles, and the library's types. Knows nothing of tests.
import { copyFile, mkdir, readdir, rename, rm, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import * as esbuild from 'esbuild'
import { execa } from 'execa'
import { loadedTogether } from './loaded-together.ts'
import { pruneTypes } from './prune-types.ts'

const ROOT = fileURLToPath(new URL('..', import.meta.url))
const CHUNKS = join(ROOT, 'dist/chunks')

/** Dependencies that are CommonJS call `require` for Node's own modules, and Lua's asks where it is; an ES module has neither unless it makes them. */
const REQUIRE_BANNER = [
  "import { createRequire as __createRequire } from 'node:module'",
  'const require = __createRequire(import.meta.url)',
  'const __filename = import.meta.filename',
].join(';')

/** Lua as WebAssembly, which is read as a file. */
const WASM = join(CHUNKS, 'glue.wasm')

/** yargs' parser brings its help printer along, which measures text: it makes an Intl.Segmenter when it is loaded: 40 ms that our help, made from a table, does not need. */
const UNUSED = join(ROOT, 'scripts/unused-module.ts')

/** Builds everything; `types` may be left out where only the program is needed. */
export async function build(options: { readonly types: boolean } = { types: true }): Promise<void> {
  await Promise.all([bundle(), ...(options.types ? [emitTypes()] : [])])
}

async function bundle(): Promise<void> {
  const { outputFiles } = await makeBundles()
  await mkdir(CHUNKS, { recursive: true })
  await Promise.all(outputFiles.map(({ path, text }) => writeWhole(path, text)))
  await copyFile(join(ROOT, 'node_modules/wasmoon/dist/glue.wasm'), `${WASM}.${process.pid}.tmp`)
  await rename(`${WASM}.${process.pid}.tmp`, WASM)
  const stale = (await readdir(CHUNKS)).map((name) => join(CHUNKS, name))
  const current = new Set([WASM, ...outputFiles.map(({ path }) => path)])
  await Promise.all(stale.filter((path) => !current.has(path)).map((path) => rm(path, { force: true })))
}

/** Makes the bundles, and tells what is in each; writes nothing. */
export function makeBundles() {
  return esbuild.build({
    absWorkingDir: ROOT,
    entryPoints: { cli: 'src/cli.ts', index: 'src/index.ts' },
    outdir: 'dist',
    bundle: true,
    format: 'esm',
    platform: 'node',
    target: 'node20',
    // OpenTelemetry's packages say only so where their ES modules are, of which four fifths can be left out.
    mainFields: ['module', 'main'],
    // Chunks: what stands behind `await import()` is not loaded at start-up.
    splitting: true,
    chunkNames: 'chunks/[name]-[hash]',
    treeShaking: true,
    legalComments: 'none',
    minifyWhitespace: true,
    minifySyntax: true,
    banner: { js: REQUIRE_BANNER },
    alias: { cliui: UNUSED, 'string-width': UNUSED },
    plugins: [loadedTogether(ROOT)],
    logLevel: 'warning',
    metafile: true,
    write: false,
  })
}

/** A file that is there is never half there: other runs may be using it. */
async function writeWhole(path: string, text: string): Promise<void> {
  const draft = `${path}.${process.pid}.tmp`
  const executable = path.endsWith('/cli.js')
  await writeFile(draft, executable && !text.startsWith('#!') ? `#!/usr/bin/env node\n${text}` : text, {
    mode: executable ? 0o755 : 0o644,
  })
  await rename(draft, path)
}

async function emitTypes(): Promise<void> {
  await rm(join(ROOT, 'dist/types'), { recursive: true, force: true })
  const options = { cwd: ROOT, preferLocal: true, stdio: 'inherit', reject: false } as const
  const { failed } = await execa('tsc', ['-p', 'scripts/tsconfig.types.json'], options)
  if (failed) throw new Error('the types of the library could not be written')
  await pruneTypes(join(ROOT, 'dist/types'), 'index.d.ts')
}

if (process.argv[1] === fileURLToPath(import.meta.url)) await build()
