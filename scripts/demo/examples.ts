// The folders that the demo syncs: the shop, and the shop with a migration that fails.
import { cp, mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'

/** The shop. */
export const SHOP = fileURLToPath(new URL('../../examples/shop', import.meta.url))

const FAILING_MIGRATION = fileURLToPath(new URL('../../examples/failing-migration', import.meta.url))

/** Calls with a copy of the shop in which migrate.yaml is the one of examples/failing-migration. */
export async function withFailingMigration<Result>(work: (folder: string) => Promise<Result>): Promise<Result> {
  const folder = await mkdtemp(join(tmpdir(), 'hooksync-demo-'))
  try {
    await cp(SHOP, folder, { recursive: true })
    await cp(FAILING_MIGRATION, folder, { recursive: true })
    return await work(folder)
  } finally {
    await rm(folder, { recursive: true })
  }
}
