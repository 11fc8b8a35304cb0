// A run of which a record is kept, onto objects that differ in every way that is told.
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { KubeObject } from '../../../src/object/kube-object.ts'
import type { SyncEvent } from '../../../src/sync/events.ts'
import { createSession } from '../../support/command-session.ts'
import { configMap, job } from '../../support/workloads.ts'

/** The second of two runs, with more objects and fields than are told. */
export async function recordedRun(): Promise<readonly SyncEvent[]> {
  const folder = mkdtempSync(join(tmpdir(), 'hooksync-recorded-'))
  try {
    const session = createSession()
    await session.run('-f -', objects('old'))
    await session.lab.put([configMap('a-taken', { data: { key: 'theirs' } })], {
      user: 'someone',
      method: 'server-side',
    })
    const words = ['-f', '-', '-o', 'json', '--report', 'run.html', '--ignore-difference', 'ConfigMap:.data.ignored']
    const { stdout } = await session.run(words, objects('fresh'), { cwd: folder })
    const lines = stdout.split('\n').filter((line) => line !== '')
    return lines.map((line): SyncEvent => JSON.parse(line))
  } finally {
    rmSync(folder, { recursive: true })
  }
}

function objects(value: string): readonly KubeObject[] {
  const many = Object.fromEntries(Array.from({ length: 101 }, (_, at) => [`k${at}`, value]))
  const taken = value === 'old' ? [] : [configMap('a-taken', { data: { key: 'ours' } })]
  return [
    { apiVersion: 'v1', kind: 'Secret', metadata: { name: 's' }, stringData: { password: `${value}-password` } },
    configMap('a-ignored', { data: { ignored: value } }),
    configMap('a-many', { data: many }),
    configMap('a-replaced', { options: 'Replace=true', data: { key: value } }),
    ...taken,
    ...Array.from({ length: 300 }, (_, at) => configMap(`c${at}`, { data: { key: value } })),
    job('mig', { hook: 'PreSync' }),
  ]
}
