// Why a task is where it is, in words: phase, wave, order inside the wave. No colours.
import { shortKey } from '../../object/resource-key.ts'
import type { AnnotationFact } from '../../hook/directives.ts'
import type { NotRunReason, RunExplanation } from '../../plan/explain/explanation.ts'
import { notRunWords } from '../../plan/explain/not-run.ts'
import { count, lineText, joinLines } from '../task-text.ts'
import { namesOf } from './name-tasks.ts'

/** Lines of a head and what it says: `phase PreSync` · `argocd.argoproj.io/hook: PreSync, at …`. */
export type Row = readonly [head: string, text: string]

const BEFORE_ALL = 'when it is absent it goes before everything else'

/** Why a task is in its phase, its wave, and where among the others of its wave. */
export function placeRows(run: RunExplanation): readonly Row[] {
  const { lift, task } = run
  const own = lift ?? task
  return [
    [`${lift === undefined ? '' : 'own '}phase ${own.phase}`, phaseWords(run)],
    [`${lift === undefined ? '' : 'own '}wave ${own.wave}`, waveWords(run)],
    ...(lift === undefined ? [] : [[`${task.phase} wave ${task.wave}`, liftWords(run, lift)] as const]),
    ['order', orderWords(run)],
  ]
}

/** `argocd.argoproj.io/hook: PreSync (migrate.yaml:9:31)` */
export function annotationText({ name, value, location }: AnnotationFact): string {
  const place = location === undefined ? '' : ` (${lineText(location)}:${location.column})`
  return `${name}: ${joinLines(value)}${place}`
}

/** Why a resource has no task at all. */
export function notRunText(notRun: NotRunReason): string {
  const { annotation } = notRun
  return `${annotation === undefined ? '' : `${annotationText(annotation)}: `}${notRunWords(notRun)}`
}

function phaseWords({ phase, task }: RunExplanation): string {
  switch (phase.why) {
    case 'no-hook':
      return 'it is not a hook: everything else is applied in Sync'
    case 'hook':
      return annotationText(phase.annotation)
    case 'helm-hook':
      return `${annotationText(phase.annotation)}: Argo CD's ${task.phase}\non each sync; in a run of Helm only on that event`
    case 'created-namespace':
      return 'no manifest brings the destination namespace: --create-namespace adds it when it is absent'
    default:
      return phase satisfies never
  }
}

function waveWords({ wave, phase }: RunExplanation): string {
  if (wave.why === 'default')
    return phase.why === 'helm-hook' ? 'no sync-wave and no hook-weight: 0' : 'no argocd.argoproj.io/sync-wave: 0'
  const text = annotationText(wave.annotation)
  return wave.why === 'hook-weight' ? `${text}, which counts as the wave` : text
}

function liftWords({ destination }: RunExplanation, lift: NonNullable<RunExplanation['lift']>): string {
  const what =
    lift.because === 'Namespace' ? 'the first object that lives in it' : 'the first object of the kind that it defines'
  const first = destination ? `\n${BEFORE_ALL}` : ''
  return `lifted before ${shortKey(lift.before.key)}, ${what}${first}`
}

function orderWords({ groups, own, batch, task, destination, lift }: RunExplanation): string {
  const place =
    task.phase === 'SyncFail'
      ? 'all SyncFail hooks start together'
      : `number ${batch.number} of ${count(batch.of, 'wave')}`
  const others = groups[own]?.tasks.filter((other) => other.task !== task.task) ?? []
  const kinds = groups.map(({ kind }) => kind)
  const within = `step ${own + 1} of ${groups.length} in it, by Argo CD's order of kinds, then by name: ${kindsAround(kinds, own)}`
  return [
    place,
    ...(groups.length > 1 ? [within] : []),
    ...(others.length > 0 ? [`at the same time as ${namesOf(others)}`] : []),
    ...(destination && lift === undefined ? [BEFORE_ALL] : []),
  ].join('\n')
}

/** `… Service, [Deployment], StatefulSet …` */
function kindsAround(kinds: readonly string[], own: number): string {
  const from = Math.max(0, own - 2)
  const shown = kinds.slice(from, own + 3).map((kind, index) => (from + index === own ? `[${kind}]` : kind))
  return `${from > 0 ? '… ' : ''}${shown.join(', ')}${own + 3 < kinds.length ? ' …' : ''}`
}
