// The flags that only a plan has. Data only.
import { underHeading } from '../flag.ts'
import type { FlagText } from '../flag.ts'

/** The forms of a plan. */
export const PLAN_FORMATS = ['plain', 'json', 'mermaid', 'dot'] as const

/** The rows, in the order of the help. */
export const PLAN_FLAG_TABLE = [
  ...underHeading('Sync', [
    {
      name: 'offline',
      type: 'switch',
      description: 'only the order, without a cluster; kinds that nobody defines are taken to exist',
    },
  ]),
  ...underHeading('Output', [
    {
      name: 'detailed-exitcode',
      type: 'switch',
      description:
        'exit with 2 when something would change, and a hook that would run again is a change: --no-hooks asks about the resources alone; wrong usage is then 64',
    },
  ]),
]

/** What flags of a sync mean here. */
export const PLAN_FLAG_TEXTS = [
  {
    name: 'output',
    choices: PLAN_FORMATS,
    default: 'plain',
    description: 'plain text, JSON for --plan and for programs, or a drawing',
  },
  { name: 'timeout', default: '30m', description: 'give up after so long, with exit code 6' },
  { name: 'hooks', default: true, description: 'plan hooks' },
  { name: 'verbose', description: 'say where each manifest stands, and where a fault of ours comes from' },
] as const satisfies readonly FlagText[]

/** The flags with which a sync runs a plan. */
export const RUN_PLAN_FLAG_TABLE = underHeading('Sync', [
  {
    name: 'plan',
    type: 'value',
    value: 'FILE',
    description:
      'run this plan, of plan -o json, and refuse when manifests or live objects are not those it was made from',
  },
  {
    name: 'confirm',
    type: 'switch',
    description: 'show the plan, ask on the terminal, and run exactly that plan; yes also confirms Prune=confirm',
  },
])
