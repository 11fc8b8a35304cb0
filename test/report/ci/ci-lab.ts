// Runs events through a presenter that tells a CI system, and keeps what it is told.
import type { CiSystem } from '../../../src/report/ci/ci-system.ts'
import { tellingCi } from '../../../src/report/ci/ci-presenter.ts'
import { createPlainPresenter } from '../../../src/report/plain.ts'
import { createStyle } from '../../../src/report/style.ts'
import type { SyncEvent } from '../../../src/sync/events.ts'
import { manualTicker, memoryOutput, task } from '../build-events.ts'

/** What came of it. */
export interface Told {
  readonly lines: string
  readonly junit: string
  readonly summary: string
  readonly warnings: readonly string[]
}

/** Tells the events; `aside`: what people have read elsewhere. */
export function tell(
  list: readonly SyncEvent[],
  system: CiSystem | undefined,
  { aside = [], broken = false }: { readonly aside?: readonly SyncEvent[]; readonly broken?: boolean } = {},
): Told {
  const output = memoryOutput()
  const told = { junit: '', summary: '' }
  const warnings: string[] = []
  const write = (name: 'junit' | 'summary') => (text: string) => {
    if (broken) throw Object.assign(new Error('no space'), { code: 'ENOSPC' })
    told[name] += text
  }
  const plain = createPlainPresenter({
    output,
    style: createStyle('plain'),
    detail: 'normal',
    now: () => 0,
    ticker: manualTicker().ticker,
    waiting: 'told',
  })
  const ci = {
    system,
    pathOf: (source: string) => (source.startsWith('<') ? undefined : source),
    junit: { write: write('junit') },
    summary: { write: write('summary') },
    warn: (message: string) => void warnings.push(message),
  }
  const presenter = tellingCi(plain, ci, output)
  for (const event of list) presenter.event(event)
  for (const event of aside) presenter.aside?.(event)
  presenter.end()
  return { lines: output.text, ...told, warnings }
}

/** A PreSync Job, a ConfigMap and a Deployment, and a Job for a failure. */
export const TASKS = {
  migrate: task('batch/Job shop/migrate', 'PreSync', -1),
  settings: task('ConfigMap shop/settings'),
  web: task('apps/Deployment shop/web', 'Sync', 1),
  notify: task('batch/Job shop/notify', 'SyncFail'),
}

/** How a run of them begins. */
export const BEGIN = [
  {
    type: 'sync-started',
    namespace: 'shop',
    context: 'prod',
    revision: '1a2b3c4',
    dryRun: 'none',
    version: '0.1.0',
  },
  {
    type: 'plan-built',
    tasks: Object.entries(TASKS).map(([name, ref]) => ({
      ...ref,
      action: 'apply' as const,
      hookTypes: [],
      deletePolicies: [],
      location: { source: `deploy/${name}.yaml`, line: 3, column: 1 },
    })),
  },
] as const
