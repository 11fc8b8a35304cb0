// The flags that only the post-renderer has. Data only.
import { underHeading } from '../flag.ts'
import type { FlagText } from '../flag.ts'

/** The rows, in the order of the help. */
export const RENDER_FLAG_TABLE = underHeading('Sync', [
  {
    name: 'plan-only',
    type: 'switch',
    description: 'give everything back as it came and touch no cluster, whatever Helm does',
  },
  {
    name: 'drive',
    type: 'switch',
    description: 'run the phases although no command line of Helm proves a real run; needs --release and --namespace',
  },
  { name: 'release', type: 'value', value: 'NAME', description: 'name of the release, with --drive' },
  {
    name: 'helm-event',
    type: 'value',
    value: 'EVENT',
    choices: ['install', 'upgrade', 'both'],
    default: 'what Helm does now',
    description: "which of the chart's Helm hooks run; both is Argo CD's reading",
  },
  {
    name: 'assume-no-helm-hooks',
    type: 'switch',
    description: 'under Helm 3: the chart has no hooks of Helm, which it would not show and run after ours',
  },
  {
    name: 'transform',
    type: 'switch',
    description: "under Helm 4: only rewrite Argo CD's hook annotations into Helm's, and let Helm run them",
  },
])

/** What flags of a sync mean here: with a command line of Helm, Helm's own flags decide. */
export const RENDER_FLAG_TEXTS = [
  {
    name: 'timeout',
    description: "end the phases after so long, with --drive; without, Helm's own --timeout does",
    default: '5m, as in Helm',
  },
  { name: 'hooks', description: "run hooks, with --drive; without, Helm's --no-hooks decides", default: true },
  {
    name: 'create-namespace',
    description: "create the namespace when it is absent, with --drive; without, Helm's own flag does",
    choices: ['true', 'false'],
    default: 'false',
  },
  {
    name: 'force-conflicts',
    description: "take fields that other managers own, with --drive; without, Helm's own flag does",
  },
  {
    name: 'wait',
    description:
      'await the last wave; without either, it is awaited where there are hooks or waves, or where Helm has its own --wait',
    default: true,
  },
  {
    name: 'field-manager',
    description:
      'name under which the caller owns fields, with --drive: a program with the code of Helm in it does so under its own name',
    default: 'that of the program that calls, or helm',
  },
  { name: 'namespace', description: 'namespace of the release, with --drive' },
] as const satisfies readonly FlagText[]

/** What flags of a sync mean to the wrapper; all others are Helm's. */
export const HELM_FLAG_TEXTS = [
  {
    name: 'wait',
    description:
      "--no-wait: do not await the last wave; without, it is awaited where there are hooks or waves, or by Helm's own --wait",
    default: true,
  },
] as const satisfies readonly FlagText[]
