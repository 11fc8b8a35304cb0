// What a rehearsal knows, as tables and files: the world's durations, the kinds of danger.
import type { DANGERS } from '../../src/rehearse/explore/dangers.ts'
import { USUAL_DURATIONS, WORLD_FILE } from '../../src/rehearse/world.ts'
import { formatDuration } from '../../src/report/duration.ts'
import { fenced, table } from './markdown.ts'

const DANGER_TEXTS: Readonly<Record<(typeof DANGERS)[number], string>> = {
  'hook-left-running': 'a hook goes on running when the sync is over, and nothing stops it',
  'partial-sync': 'some objects of the Sync phase are written and others are not',
  'unreachable-cleanup':
    'SyncFail hooks do not run, do not end, or fail themselves; or `HookFailed` cannot delete its hook any more',
  'lost-result': 'a hook was gone, or had failed, and nobody read how it ended',
  'stale-hook':
    'a hook stays and is not replaced by the next sync, which takes the old result, failed or done, for its own',
  unnoticed: 'the fault struck, and the sync succeeds all the same',
}

/** A world file that says what holds without one, and two settings that have no default. */
export function worldFile(): string {
  const lines = Object.entries(WORLD_FILE.fields).flatMap(([key, { about }]) => [
    lineOf(`${key}:${VALUES[key] ?? ` ${usual(key)}`}`, about),
    ...(key === 'objects' ? OBJECTS : []),
  ])
  return fenced(['# world.yaml', ...lines].join('\n'), 'yaml')
}

const VALUES: Readonly<Record<string, string>> = { objects: '', namespaces: ' [monitoring]' }

const OBJECTS = [
  lineOf('  Job/migrate: 3m', 'until what ends by itself has ended'),
  lineOf('  Deployment/api: 40s', "until each pod of one that doesn't is ready"),
]

function lineOf(setting: string, text: string): string {
  return `${setting.padEnd(26)}# ${text}`
}

function usual(key: string): string {
  const milliseconds = Object.entries(USUAL_DURATIONS).find(([name]) => name === key)?.[1] ?? 0
  return formatDuration(milliseconds).replace(/\.0s$/, 's')
}

/** Every kind of danger, the worst first. */
export function dangerTable(): string {
  return table(
    ['danger', 'what it means'],
    Object.entries(DANGER_TEXTS).map(([kind, text]) => [`\`${kind}\``, text]),
  )
}
