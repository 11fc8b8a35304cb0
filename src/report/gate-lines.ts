// What the dry run refuses, as lines: each cause once with its hint, and all manifests that it stands for. Without time.
import { grouped } from './grouped.ts'
import { withoutOwnName } from './own-name.ts'
import type { EventOf } from './presenter.ts'
import type { Style } from './style.ts'
import { count, indented, lineText, taskText } from './task-text.ts'
import { wrapLine } from './wrap-lines.ts'

type Failures = EventOf<'gate-failed'>['failures']

/** Of many that share a cause only so many are named. */
const MOST_NAMED = 20

/** The lines of the refusals, of so many columns. */
export function gateLines(failures: Failures, style: Style, columns: number): readonly string[] {
  const lines = grouped(failures, causeOf).flatMap(([first, ...others]) => [
    ...indented(`${named(first)}: ${first.message}`),
    ...(first.hint === undefined ? [] : indented(`${style.bold('hint:')} ${first.hint}`, 4)),
    ...(others.length === 0
      ? []
      : [`    likewise: ${others.slice(0, MOST_NAMED).map(named).join(', ')}${rest(others)}`]),
  ])
  return [style.red(`Dry run: ${gateText(failures)}, nothing is written`), ...lines].flatMap((line) =>
    wrapLine(line, columns),
  )
}

/** What several manifests are refused for is the same but for the name of each. */
function causeOf({ task, message, hint = '' }: Failures[number]): string {
  return JSON.stringify([withoutOwnName(message, task.key), hint])
}

function named({ task, location }: Failures[number]): string {
  return `${location === undefined ? '' : `${lineText(location)} `}${taskText(task)}`
}

function rest(others: Failures): string {
  return others.length > MOST_NAMED ? ` and ${others.length - MOST_NAMED} more` : ''
}

/** A server that did not answer has refused nothing. */
function gateText(failures: Failures): string {
  const silent = failures.filter(({ reason }) => reason === 'Timeout').length
  const refused = failures.length - silent
  return [
    ...(refused > 0 ? [`${count(refused, 'manifest')} refused`] : []),
    ...(silent > 0 ? [`no answer about ${count(silent, 'manifest')}`] : []),
  ].join(', ')
}
