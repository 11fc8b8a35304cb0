// Builds event lists in one line each, numbered and a fixed time apart.
import type { TaskRef } from '../../src/plan/task-ref.ts'
import type { SyncEvent, SyncEventBody } from '../../src/sync/events.ts'
import type { SyncPhase } from '../../src/hook/hook.ts'
import type { Ticker } from '../../src/report/presenter.ts'

/** Numbered events; a number stands for milliseconds that pass before the next one. */
export function events(...bodies: readonly (SyncEventBody | number)[]): readonly SyncEvent[] {
  const numbered: SyncEvent[] = []
  let at = 1_700_000_000_000
  for (const body of bodies) {
    if (typeof body === 'number') at += body
    else numbered.push({ ...body, v: 1, seq: numbered.length + 1, at })
  }
  return numbered
}

/** A task: `task('batch/Job shop/migrate', 'PreSync', -1)`; a hook unless it is of the Sync phase. */
export function task(id: string, phase: SyncPhase = 'Sync', wave = 0): TaskRef {
  const [type = '', path = ''] = id.split(' ')
  const group = type.includes('/') ? type.slice(0, type.indexOf('/')) : ''
  const namespace = path.includes('/') ? path.slice(0, path.indexOf('/')) : ''
  const key = { group, kind: type.slice(type.indexOf('/') + 1), namespace, name: path.slice(path.indexOf('/') + 1) }
  return { task: `${phase} ${id}`, key, phase, wave, hook: phase !== 'Sync' }
}

/** A ticker that goes when it is told to. */
export function manualTicker(): { readonly ticker: Ticker; readonly running: () => number; tick(): void } {
  const callbacks = new Set<() => void>()
  return {
    ticker: (_milliseconds, callback) => {
      const entry = (): void => callback()
      callbacks.add(entry)
      return () => void callbacks.delete(entry)
    },
    running: () => callbacks.size,
    tick: () => {
      for (const callback of callbacks) callback()
    },
  }
}

/** An output that keeps what it is given. */
export function memoryOutput(
  size: { readonly columns?: number; readonly rows?: number; readonly isTTY?: boolean } = {},
): { readonly isTTY: boolean; columns: number; rows: number; text: string; write(text: string): void } {
  return {
    isTTY: size.isTTY ?? false,
    columns: size.columns ?? 80,
    rows: size.rows ?? 24,
    text: '',
    write(text) {
      this.text += text
    },
  }
}
