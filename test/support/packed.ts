// The package as npm would publish it, unpacked into a folder.
import { fileURLToPath } from 'node:url'
import { execa } from 'execa'

const ROOT = fileURLToPath(new URL('../..', import.meta.url))

/** Packs into `folder`, unpacks there as `package/`, and names what is in it. */
export async function packInto(folder: string): Promise<readonly string[]> {
  // Without the build of `prepack`: the runner has built already, and other tests use what it built.
  const args = ['pack', '--json', '--ignore-scripts', '--pack-destination', folder]
  const { stdout } = await execa('npm', args, { cwd: ROOT, stdin: 'ignore' })
  const [pack] = parsePack(stdout)
  await execa('tar', ['-xf', pack?.filename ?? ''], { cwd: folder })
  return pack?.files.map(({ path }) => path) ?? []
}

function parsePack(
  text: string,
): readonly { readonly filename: string; readonly files: readonly { readonly path: string }[] }[] {
  return JSON.parse(text) as { filename: string; files: { path: string }[] }[]
}
