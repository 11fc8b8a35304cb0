// A plan as a Mermaid flowchart, for a Markdown page or a pull request. Text only; draws nothing itself.
import { neutralizeCommands } from '../../guard/escape.ts'
import type { PlanPhase } from '../../plan/plan-tree.ts'
import type { PlannedTask } from '../../sync/events.ts'
import { arrows, failureArrows, planGraph } from './plan-graph.ts'
import type { ChangeLabels, GroupBox, PhaseBox, WaveBox } from './plan-graph.ts'

/** The flowchart; ends with a line end. */
export function drawMermaid(plan: readonly PlanPhase<PlannedTask>[], changes?: ChangeLabels): string {
  const phases = planGraph(plan, changes)
  const lines = [
    'flowchart TB',
    ...phases.flatMap(phaseLines),
    ...arrows(phases).map(([from, to]) => `  ${from} --> ${to}`),
    ...failureArrows(phases).map(([from, to]) => `  ${from} -. "on failure" .-> ${to}`),
    '  classDef hook stroke-dasharray: 5 3',
    '  classDef prune stroke-width: 3px',
  ]
  return `${lines.map(neutralizeCommands).join('\n')}\n`
}

function phaseLines({ id, phase, waves }: PhaseBox): readonly string[] {
  return [`  subgraph ${id}["${label(phase)}"]`, ...waves.flatMap(waveLines), '  end']
}

function waveLines({ id, title, groups }: WaveBox): readonly string[] {
  return [`    subgraph ${id}["${label(title)}"]`, ...groups.map((group) => `      ${groupText(group)}`), '    end']
}

function groupText({ id, lines, look }: GroupBox): string {
  const kind = look === 'resource' ? '' : `:::${look}`
  return `${id}["${lines.map(label).join('<br/>')}"]${kind}`
}

/**
 * Everything but letters, digits and harmless marks as an entity code, which Mermaid shows as the character. That keeps
 * quotes, brackets, HTML, Markdown and its own words (`end`, `1.` lists) from meaning anything.
 */
function label(text: string): string {
  // A colon with text behind it would make `style…:…#…;` of a name, whose last `;` Mermaid takes away.
  return text.replace(/[^\p{L}\p{M}\p{N} /:;,.()-]|:(?! )/gu, (character) => `#${character.codePointAt(0) ?? 0};`)
}
