// The files of src/ with what they import, read by simple patterns: enough for formatted code, no parser.
import { readdirSync, readFileSync } from 'node:fs'
import { posix } from 'node:path'
import { fileURLToPath } from 'node:url'

/** One import, re-export or dynamic import. */
export interface Import {
  /** A package's name, `node:…`, or the path below src/ of a file of ours. */
  readonly target: string
  readonly kind: 'value' | 'type' | 'dynamic'
  readonly ours: boolean
}

/** One file of src/. */
export interface SourceFile {
  /** The path below src/, e.g. `plan/plan-sync.ts`. */
  readonly path: string
  readonly text: string
  /** The text without comments and without what stands in strings. */
  readonly code: string
  readonly imports: readonly Import[]
}

const SRC = fileURLToPath(new URL('../../src', import.meta.url))

/** All files of src/, by path. */
export function readSourceFiles(): readonly SourceFile[] {
  return readdirSync(SRC, { recursive: true, encoding: 'utf8' })
    .map((path) => path.replaceAll('\\', '/'))
    .filter((path) => path.endsWith('.ts'))
    .toSorted()
    .map((path) => describeSource(path, readFileSync(`${SRC}/${path}`, 'utf8')))
}

/** Reads one file's imports and its bare code. */
export function describeSource(path: string, text: string): SourceFile {
  return { path, text, code: stripText(text), imports: findImports(path, text) }
}

function findImports(path: string, text: string): readonly Import[] {
  const imports: Import[] = []
  const add = (specifier: string, kind: Import['kind']): void => {
    const ours = specifier.startsWith('.')
    imports.push({ target: ours ? posix.join(posix.dirname(path), specifier) : packageOf(specifier), kind, ours })
  }
  for (const match of text.matchAll(/^(?:import|export)\s+(type\s)?[\w\s{},*$]*?\bfrom\s+'([^']+)'/gm)) {
    add(match[2] ?? '', match[1] === undefined ? 'value' : 'type')
  }
  for (const match of text.matchAll(/^import\s+'([^']+)'/gm)) add(match[1] ?? '', 'value')
  for (const match of text.matchAll(/\bimport\(\s*'([^']+)'\s*\)/g)) {
    // `typeof import('x')` is a type.
    const type = text.slice(0, match.index).endsWith('typeof ')
    add(match[1] ?? '', type ? 'type' : 'dynamic')
  }
  return imports
}

/** `@kubernetes/client-node/dist/x.js` → `@kubernetes/client-node`; `node:fs` stays. */
function packageOf(specifier: string): string {
  return specifier
    .split('/')
    .slice(0, specifier.startsWith('@') ? 2 : 1)
    .join('/')
}

function stripText(text: string): string {
  const pattern = /\/\*[\s\S]*?\*\/|\/\/[^\n]*|'(?:[^'\\\n]|\\.)*'|"(?:[^"\\\n]|\\.)*"|`(?:[^`\\]|\\.)*`/g
  // Line ends stay, so that line numbers stay.
  return text.replace(pattern, (found) => found.replace(/[^\n]/g, ' '))
}
