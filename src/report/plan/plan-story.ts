// What a plan meets on its way, for people: findings, warnings, refusals of the dry run, and why there is no plan. Not the plan itself.
import type { Output } from '../../io.ts'
import type { SyncEvent } from '../../sync/events.ts'
import { eventLines } from '../event-lines.ts'
import { redactEvent, sanitizeEvent } from '../presenter.ts'
import { neutralizeCommands } from '../../guard/escape.ts'
import type { Style } from '../style.ts'
import { createTally } from '../tally.ts'
import { endedText } from '../task-text.ts'

/** Where it is told, and how. */
export interface PlanStoryOptions {
  readonly output: Pick<Output, 'write'>
  readonly style: Style
  readonly redact: (text: string) => string
}

/** Tells the events of a preview that are news. */
export function tellPlanStory({ output, style, redact }: PlanStoryOptions): (event: SyncEvent) => void {
  const context = {
    style,
    tally: createTally(),
    detail: 'normal',
    awaited: new Set<string>(),
    leaving: new Set<string>(),
  } as const
  return (raw) => {
    const event = sanitizeEvent(redactEvent(raw, redact))
    const lines = linesOf(event, (told) => eventLines(told, context))
    for (const line of lines.flatMap((text) => text.split('\n')))
      output.write(`${neutralizeCommands(line.trimEnd())}\n`)
  }
}

function linesOf(event: SyncEvent, usual: (event: SyncEvent) => readonly string[]): readonly string[] {
  switch (event.type) {
    case 'diagnostic':
    case 'warning':
    case 'gate-failed':
    case 'timed-out':
      return usual(event)
    case 'operation-completed':
      return event.phase === 'Succeeded' ? [] : [`no plan: ${endedText(event)}; nothing was written`]
    default:
      return []
  }
}
