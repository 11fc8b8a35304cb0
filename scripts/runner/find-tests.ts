// Which test files there are, and what each one says of itself: its time limit, whether it needs the control plane.
import { readdir, readFile } from 'node:fs/promises'

/** A test file before it runs. */
export interface TestFile {
  /** The path below test/. */
  readonly file: string
  readonly source: string
  readonly limitMs: number
  readonly needsControlPlane: boolean
}

const DEFAULT_LIMIT_MS = 120_000

/** The files below a folder whose path contains one of the words; all of them when there is no word. */
export async function findTests(folder: string, words: readonly string[]): Promise<readonly TestFile[]> {
  const names = (await readdir(folder, { recursive: true }))
    .map((name) => name.replaceAll('\\', '/'))
    .filter((name) => name.endsWith('.test.ts'))
    .filter((name) => words.length === 0 || words.some((word) => name.includes(word)))
  const files = await Promise.all(
    names.map(async (file) => describeTest(file, await readFile(`${folder}/${file}`, 'utf8'))),
  )
  // The slow ones first, so that the end of a run is not one slow file alone.
  return files.toSorted((a, b) => b.limitMs - a.limitMs || slowness(b) - slowness(a) || (a.file < b.file ? -1 : 1))
}

/** Reads what a test file says of itself: `// time limit: 600 s` among its first lines, and whether it imports the control plane. */
export function describeTest(file: string, source: string): TestFile {
  const header = source.split('\n', 10).join('\n')
  const seconds = /^\/\/ time limit: (\d+) s$/m.exec(header)?.[1]
  return {
    file,
    source,
    limitMs: seconds === undefined ? DEFAULT_LIMIT_MS : Number(seconds) * 1000,
    needsControlPlane: /(?:from|import\() ?'[^']*control-plane[^']*'/.test(source),
  }
}

function slowness(file: TestFile): number {
  return file.needsControlPlane ? 1 : 0
}
