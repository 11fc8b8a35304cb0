// A preview as text for people: phases, waves, what happens to each object and which of its fields change. Writes nothing.
import { fateText } from '../../inventory/record-fate.ts'
import { groupVersionKind, keyOf, shortKey } from '../../object/resource-key.ts'
import { tasksOfWave } from '../../plan/plan-tree.ts'
import type { Preview } from '../../preview/preview.ts'
import type { PreviewAction } from '../../preview/preview-action.ts'
import type { PreviewTask } from '../../preview/preview-task.ts'
import { tallyPreview } from '../../preview/tally.ts'
import { neutralizeCommands, sanitizeLine, sanitizeText } from '../../guard/escape.ts'
import type { Style } from '../style.ts'
import { lineText } from '../task-text.ts'
import { fieldLines } from './field-text.ts'

/** How a plan is told. */
export interface PlanTextOptions {
  readonly style: Style
  /** `verbose` says where each manifest stands. */
  readonly detail: 'normal' | 'verbose'
  readonly redact: (text: string) => string
  readonly server?: string
  readonly context?: string
}

/** The whole text, ending in a line end. */
export function planText(preview: Preview, options: PlanTextOptions): string {
  const lines = [
    headline(preview, options),
    '',
    ...phaseLines(preview, options),
    ...keptLines(preview, options),
    ...fateLines(preview, options),
    ...notRunLines(preview, options),
    ...(preview.tasks.length + preview.notRun.length + (preview.kept?.length ?? 0) === 0 && preview.fate === undefined
      ? []
      : ['']),
    options.style.bold(summaryLine(preview)),
  ]
  return lines.map((line) => `${neutralizeCommands(line.trimEnd())}\n`).join('')
}

/** `plan: 3 to create, 1 to update, 12 unchanged, 2 not run` */
export function summaryLine(preview: Preview): string {
  const { actions, onFailure, kept = 0 } = tallyPreview(preview)
  const parts = [...actions].map(([action, number]) =>
    action === 'unchanged' || action === 'not run' ? `${number} ${action}` : `${number} to ${action}`,
  )
  if (kept > 0) parts.push(`${kept} kept`)
  if (onFailure > 0) parts.push(`${onFailure} only if the sync fails`)
  if (parts.length > 0) return `plan: ${parts.join(', ')}`
  return preview.fate?.left.length === 0 ? 'plan: the inventory to delete' : 'plan: nothing to do'
}

function headline({ namespace, mode, kept }: Preview, { context, server }: PlanTextOptions): string {
  const facts = [
    `${kept === undefined ? 'to' : 'from'} namespace ${namespace}`,
    ...(context === undefined ? [] : [`context ${context}`]),
    ...(server === undefined ? [] : [`server ${server}`]),
    ...(mode === 'offline' ? ['offline: only the order: the cluster was not asked'] : []),
  ]
  return sanitizeLine(`plan of a ${kept === undefined ? 'sync' : 'deletion'} ${facts.join(', ')}`)
}

function phaseLines({ phases }: Preview, options: PlanTextOptions): readonly string[] {
  const { bold, dim } = options.style
  return phases.flatMap(({ phase, waves }) => {
    const failing = phase === 'SyncFail'
    const heading = failing ? `${bold(phase)} ${dim('(only if the sync fails, all at once)')}` : bold(phase)
    const lines = waves.flatMap((wave) => [
      ...(failing ? [] : [`  wave ${wave.wave}`]),
      ...tasksOfWave(wave).flatMap((one) => taskLines(one, options)),
    ])
    return [heading, ...lines]
  })
}

const WIDEST = 'unchanged'.length

function taskLines(one: PreviewTask, options: PlanTextOptions): readonly string[] {
  const { task, action, reason } = one
  const { style, redact, detail } = options
  const clean = (text: string): string => sanitizeText(redact(text)).replaceAll('\n', ' ')
  const policies = (task.hook?.deletePolicies ?? []).filter((policy) => policy !== 'BeforeHookCreation')
  const notes = [
    ...(task.hook === undefined ? [] : ['hook']),
    ...(reason === undefined ? [] : [clean(reason)]),
    ...(policies.length === 0 ? [] : [`deleted by ${policies.join(' and ')}`]),
    ...(task.location === undefined || detail === 'normal' ? [] : [sanitizeLine(lineText(task.location))]),
  ]
  const about = notes.length === 0 ? '' : ` ${style.dim(`(${notes.join('; ')})`)}`
  return [
    `    ${paintOf(action, style)(action.padEnd(WIDEST))} ${sanitizeLine(shortKey({ ...task.key, name: one.name }))}${about}`,
    ...one.fields.flatMap((change) => fieldLines(change, { style, clean: (text) => sanitizeText(redact(text)) })),
  ]
}

function paintOf(action: PreviewAction, style: Style): (text: string) => string {
  if (action === 'create' || action === 'apply') return style.green
  if (action === 'unchanged' || action === 'not run') return style.dim
  return action === 'recreate' || action === 'prune' || action === 'delete' ? style.red : style.yellow
}

function keptLines({ kept = [] }: Preview, { style }: PlanTextOptions): readonly string[] {
  const lines = kept.map(({ object, why, remedy }) => {
    const reason = remedy === undefined ? why : `${why}; ${remedy} deletes it`
    return sanitizeLine(`    ${shortKey(keyOf(object))}: ${reason}`)
  })
  return lines.length === 0 ? [] : [style.bold('Kept'), ...lines]
}

function fateLines({ fate }: Preview, { style }: PlanTextOptions): readonly string[] {
  if (fate === undefined) return []
  return [style.bold('Inventory'), sanitizeLine(`    ${fate.parent}: ${fateText(fate)}`)]
}

function notRunLines({ notRun }: Preview, { style }: PlanTextOptions): readonly string[] {
  if (notRun.length === 0) return []
  const lines = notRun.map(({ manifest, reason }) => {
    const { object, location } = manifest
    const { group, kind } = groupVersionKind(object)
    const name = object.metadata.name ?? `${object.metadata.generateName ?? ''}*`
    const key = { group, kind, namespace: object.metadata.namespace ?? '', name }
    return sanitizeLine(`    ${shortKey(key)} [${lineText(location)}]: ${reason}`)
  })
  return [style.bold('Not run'), ...lines]
}
