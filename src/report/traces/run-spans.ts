// A run as spans: the run, its dry run, phases, waves, tasks, and what each task waited for, made from its timeline. Pure.
import type { BarOutcome, PhaseBar, Span, TaskBar, Timeline, WaveBar } from '../bars.ts'
import { cutText } from '../ci/ci-text.ts'
import { lastSaid } from '../page/bar-words.ts'
import { endSentence, runEnd } from '../run-end.ts'
import type { Tally } from '../tally.ts'
import { joinLines } from '../task-text.ts'
import { defined } from '../../object/defined.ts'
import { shortKey } from '../../object/resource-key.ts'
import type { ResourceKey } from '../../object/resource-key.ts'

/** What a span is told to be beside its name and times; the names are OpenTelemetry's where it has one, else `hooksync.…`. */
type SpanAttributes = Readonly<Record<string, string | number | boolean | string[]>>

/** A span with all that happened within it. */
export interface RunSpan extends Span {
  readonly name: string
  readonly attributes: SpanAttributes
  /** Why it did not go well; left out: it did. */
  readonly error?: string
  readonly children: readonly RunSpan[]
}

/** The whole run; its children are in the order of the plan. What was not run has no span. */
export function runSpans(timeline: Timeline, tally: Tally): RunSpan {
  const { started, ended, gate, phases, span } = timeline
  const succeeded = ended?.phase === 'Succeeded'
  const error = ended === undefined ? 'how it ended is not known' : endSentence(runEnd(ended, tally))
  const dryRun: readonly RunSpan[] =
    gate === undefined ? [] : [{ ...gate, name: 'dry run', attributes: {}, children: [] }]
  return {
    ...span,
    name: started?.operation ?? 'sync',
    attributes: defined({
      'k8s.namespace.name': started?.namespace,
      'hooksync.context': started?.context,
      'hooksync.revision': started?.revision,
      'hooksync.dry_run': started?.dryRun,
      'deployment.status': succeeded ? 'succeeded' : 'failed',
      'error.type': succeeded ? undefined : (ended?.reason ?? 'unknown').replace('completed', 'failed'),
    }),
    ...(succeeded ? {} : { error: cutText(error, MOST_CHARACTERS) }),
    children: [...dryRun, ...phases.flatMap(phaseSpan)],
  }
}

/** A collector cuts or refuses what is very long. */
const MOST_CHARACTERS = 1_000

function phaseSpan({ phase, span, waves }: PhaseBar): readonly RunSpan[] {
  if (span === undefined) return []
  const tasks = waves.flatMap((wave) => wave.tasks)
  const attributes = { 'hooksync.phase': phase }
  return [
    { ...span, name: phase, attributes, ...failureAmong(tasks), children: waves.flatMap((w) => waveSpan(w, phase)) },
  ]
}

function waveSpan({ wave, span, tasks }: WaveBar, phase: string): readonly RunSpan[] {
  if (span === undefined) return []
  const attributes = { 'hooksync.phase': phase, 'hooksync.wave': wave }
  return [
    { ...span, name: `${phase} wave ${wave}`, attributes, ...failureAmong(tasks), children: tasks.flatMap(taskSpan) },
  ]
}

function failureAmong(tasks: readonly TaskBar[]): Pick<RunSpan, 'error'> {
  const failed = tasks.find(({ outcome }) => isWrong(outcome))
  return failed === undefined ? {} : { error: `${shortKey(failed.ref.key)} ${WRONG[failed.outcome]}` }
}

const WRONG: Partial<Readonly<Record<BarOutcome, string>>> = {
  Failed: 'failed',
  Error: 'failed',
  unfinished: 'was not finished',
}

function isWrong(outcome: BarOutcome): boolean {
  return WRONG[outcome] !== undefined
}

function taskSpan(bar: TaskBar): readonly RunSpan[] {
  const { ref, span, outcome, waits, diagnosis } = bar
  if (span === undefined) return []
  const why = joinLines(diagnosis?.cause ?? lastSaid(bar))
  const error = outcome === 'unfinished' ? `not finished: ${why}` : why
  return [
    {
      ...span,
      name: shortKey(ref.key),
      attributes: taskAttributes(bar),
      ...(isWrong(outcome) ? { error: cutText(error, MOST_CHARACTERS) } : {}),
      children: waits.map(({ start, end, what, message }) => ({
        start,
        end,
        name: `wait for ${what}`,
        attributes: { 'hooksync.wait': what, 'hooksync.message': cutText(message, MOST_CHARACTERS) },
        children: [],
      })),
    },
  ]
}

function taskAttributes({ ref, action, outcome, did, critical, location, diagnosis }: TaskBar): SpanAttributes {
  const { key, phase, wave, hook } = ref
  return {
    ...resourceAttributes(key),
    'hooksync.phase': phase,
    'hooksync.wave': wave,
    'hooksync.hook': hook,
    'hooksync.action': action,
    'hooksync.outcome': outcome,
    'hooksync.critical_path': critical,
    ...(did.length === 0 ? {} : { 'hooksync.changes': [...did] }),
    ...defined({
      'error.type': isWrong(outcome) ? (diagnosis?.code ?? outcome) : undefined,
      'code.file.path': location?.source,
      'code.line.number': location?.line,
    }),
  }
}

/** The kinds whose names have an attribute of their own: open-telemetry/semantic-conventions:docs/registry/attributes/k8s.md. */
const NAMED_KINDS: Readonly<Record<string, string>> = {
  '/Pod': 'k8s.pod.name',
  'apps/DaemonSet': 'k8s.daemonset.name',
  'apps/Deployment': 'k8s.deployment.name',
  'apps/ReplicaSet': 'k8s.replicaset.name',
  'apps/StatefulSet': 'k8s.statefulset.name',
  'autoscaling/HorizontalPodAutoscaler': 'k8s.hpa.name',
  'batch/CronJob': 'k8s.cronjob.name',
  'batch/Job': 'k8s.job.name',
}

function resourceAttributes({ group, kind, namespace, name }: ResourceKey): SpanAttributes {
  const own = NAMED_KINDS[`${group}/${kind}`]
  return {
    ...(namespace === '' ? {} : { 'k8s.namespace.name': namespace }),
    ...(own === undefined ? {} : { [own]: name }),
    ...(group === '' ? {} : { 'hooksync.resource.group': group }),
    'hooksync.resource.kind': kind,
    'hooksync.resource.name': name,
  }
}
