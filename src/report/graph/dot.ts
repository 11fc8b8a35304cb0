// A plan in Graphviz' language. Text only; draws nothing itself.
import { neutralizeCommands } from '../../guard/escape.ts'
import type { PlanPhase } from '../../plan/plan-tree.ts'
import type { PlannedTask } from '../../sync/events.ts'
import { arrows, failureArrows, planGraph } from './plan-graph.ts'
import type { ChangeLabels, GroupBox, PhaseBox, WaveBox } from './plan-graph.ts'

/** The graph; ends with a line end. */
export function drawDot(plan: readonly PlanPhase<PlannedTask>[], changes?: ChangeLabels): string {
  const phases = planGraph(plan, changes)
  const lines = [
    'digraph plan {',
    '  graph [rankdir=TB, fontname="sans-serif", charset="UTF-8"]',
    '  node [shape=box, fontname="sans-serif"]',
    '  edge [fontname="sans-serif"]',
    ...phases.flatMap(phaseLines),
    ...arrows(phases).map(([from, to]) => `  ${from} -> ${to}`),
    ...failureArrows(phases).map(([from, to]) => `  ${from} -> ${to} [style=dashed, label="on failure"]`),
    '}',
  ]
  return `${lines.map(neutralizeCommands).join('\n')}\n`
}

function phaseLines({ id, phase, waves }: PhaseBox): readonly string[] {
  return [`  subgraph cluster_${id} {`, `    label=${quote([phase])}`, ...waves.flatMap(waveLines), '  }']
}

function waveLines({ id, title, groups }: WaveBox): readonly string[] {
  return [
    `    subgraph cluster_${id} {`,
    `      label=${quote([title])}`,
    ...groups.map((group) => `      ${groupText(group)}`),
    '    }',
  ]
}

const STYLES: Readonly<Record<GroupBox['look'], string>> = {
  resource: '',
  hook: ', style=dashed',
  prune: ', penwidth=3',
}

function groupText({ id, lines, look }: GroupBox): string {
  return `${id} [label=${quote(lines)}${STYLES[look]}]`
}

/** A quoted string, its lines left-aligned where there are several; `&` would begin an HTML entity, `\` an escape. */
function quote(lines: readonly string[]): string {
  const escaped = lines.map((line) => line.replaceAll('\\', '\\\\').replaceAll('"', '\\"').replaceAll('&', '&amp;'))
  const [first = '', ...more] = escaped
  return more.length === 0 ? `"${first}"` : `"${escaped.map((line) => `${line}\\l`).join('')}"`
}
