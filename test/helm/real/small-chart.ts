// A chart made of a few texts, for one test.
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'

/** Runs with a chart of these files. */
export async function withChart(
  files: Readonly<Record<string, string>>,
  run: (chart: string) => Promise<void>,
): Promise<void> {
  const folder = mkdtempSync(join(tmpdir(), 'hooksync-chart-'))
  try {
    const all = { 'Chart.yaml': 'apiVersion: v2\nname: small\nversion: 1.0.0\n', ...files }
    for (const [name, text] of Object.entries(all)) {
      mkdirSync(dirname(join(folder, name)), { recursive: true })
      writeFileSync(join(folder, name), text)
    }
    await run(folder)
  } finally {
    rmSync(folder, { recursive: true, force: true })
  }
}
