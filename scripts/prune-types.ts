// Removes the declarations that the library's own does not lead to: what the program is made of is nobody's interface.
import { readdir, readFile, rm } from 'node:fs/promises'
import { dirname, join, normalize } from 'node:path'

/** Keeps what `entry` reaches, by the imports and exports that it and others declare. */
export async function pruneTypes(folder: string, entry: string): Promise<void> {
  const reached = new Set<string>()
  const left = [entry]
  for (let file = left.pop(); file !== undefined; file = left.pop()) {
    if (reached.has(file)) continue
    reached.add(file)
    const text = await readFile(join(folder, file), 'utf8')
    for (const [, target = ''] of text.matchAll(/(?:from|import\()\s*'(\.[^']*)'/g)) {
      left.push(normalize(join(dirname(file), target)).replace(/\.[jt]s$/, '.d.ts'))
    }
  }
  const files = await readdir(folder, { recursive: true })
  const unused = files.filter((file) => file.endsWith('.d.ts') && !reached.has(file))
  await Promise.all(unused.map((file) => rm(join(folder, file))))
}
