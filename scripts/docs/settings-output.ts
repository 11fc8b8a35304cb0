// What `config` prints for the file that docs/settings.md shows.
import { mkdir, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { outputIn } from './example-outputs.ts'

const PAGE = new URL('../../docs/settings.md', import.meta.url)

/** As the command on the page. */
export async function settingsOutput(): Promise<string> {
  const [, text = ''] = /```yaml\n(# deploy\/hooksync\.yaml\n.*?)```/s.exec(await readFile(PAGE, 'utf8')) ?? []
  const folder = await mkdtemp(join(tmpdir(), 'hooksync-docs-'))
  try {
    await mkdir(join(folder, 'deploy'))
    await writeFile(join(folder, 'deploy/hooksync.yaml'), text)
    return await outputIn(folder, ['config', '-f', 'deploy/', '--profile', 'production', '--timeout', '20m'])
  } finally {
    await rm(folder, { recursive: true })
  }
}
