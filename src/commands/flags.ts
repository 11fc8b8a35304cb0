// All flags of all commands as tables: the parser, the help and the README's table are made from it. Data only.
import { SYNC_OPTIONS } from '../hook/sync-options.ts'
import { OUTPUT_FORMATS } from '../report/create-presenter.ts'
import { COLOR_MODES } from '../report/style.ts'
import { RENDER_FLAG_TABLE } from './render-flags.ts'

/** The headings that flags stand under, in the order of the help. */
export const FLAG_GROUPS = ['Manifests', 'Sync', 'Cluster', 'Output'] as const

/** A heading that flags stand under. */
export type FlagGroup = (typeof FLAG_GROUPS)[number]

/** A flag, as the command line knows it. */
export interface Flag {
  /** The long form without dashes; of a negatable one the positive form. */
  readonly name: string
  /** The short form, one letter. */
  readonly alias?: string
  /** `switch` takes no value; `list` may be given several times. */
  readonly type: 'switch' | 'value' | 'list'
  /** What the value is called in the help: `NAMESPACE`. */
  readonly value?: string
  readonly choices?: readonly string[]
  /** The value when none is written; without it a value is required. */
  readonly bare?: string
  /** What holds when the flag is not given; a text for the help, or the state of a switch. */
  readonly default?: string | boolean
  /** One sentence without a full stop. */
  readonly description: string
  readonly group: FlagGroup
}

const FLAG_TABLE = [
  {
    name: 'filename',
    alias: 'f',
    type: 'list',
    value: 'PATH',
    description: 'file, directory or URL with manifests, or - for standard input; repeatable',
    group: 'Manifests',
  },
  {
    name: 'recursive',
    alias: 'R',
    type: 'switch',
    default: false,
    description: 'read the directories of -f with all that is below them',
    group: 'Manifests',
  },
  {
    name: 'kustomize',
    alias: 'k',
    type: 'value',
    value: 'DIR',
    description: 'build a kustomization with kubectl, which must be on the PATH, and sync what it gives',
    group: 'Manifests',
  },
  {
    name: 'selector',
    alias: 'l',
    type: 'value',
    value: 'SELECTOR',
    description: 'only manifests whose labels match, e.g. app=web,tier in (a,b),!canary',
    group: 'Manifests',
  },
  {
    name: 'dry-run',
    type: 'value',
    value: 'MODE',
    choices: ['none', 'client', 'server'],
    bare: 'client',
    default: 'none',
    description:
      'say what would be done and write nothing: client only reads the cluster, server lets it check everything',
    group: 'Sync',
  },
  {
    name: 'timeout',
    type: 'value',
    value: 'DURATION',
    default: '30m',
    description: 'end the whole sync after so long, with exit code 6',
    group: 'Sync',
  },
  {
    name: 'wait',
    type: 'switch',
    default: true,
    description: 'wait until the resources of the last wave are healthy, too',
    group: 'Sync',
  },
  {
    name: 'hooks',
    type: 'switch',
    default: true,
    description: 'run hooks',
    group: 'Sync',
  },
  {
    name: 'create-namespace',
    type: 'switch',
    default: false,
    description: 'create the namespace when it is absent, as --sync-option CreateNamespace=true does',
    group: 'Sync',
  },
  {
    name: 'sync-option',
    type: 'list',
    value: 'OPTION',
    choices: SYNC_OPTIONS,
    description: "one of Argo CD's sync options; repeatable",
    group: 'Sync',
  },
  {
    name: 'wave-delay',
    type: 'value',
    value: 'DURATION',
    default: '0s',
    description: 'pause between waves; none is needed',
    group: 'Sync',
  },
  {
    name: 'concurrency',
    type: 'value',
    value: 'NUMBER',
    default: '32',
    description: 'requests in flight at most',
    group: 'Sync',
  },
  {
    name: 'force-conflicts',
    type: 'switch',
    default: true,
    description: 'take fields that other managers own, and tell each; without, a conflict is an error',
    group: 'Sync',
  },
  {
    name: 'custom-health',
    type: 'switch',
    default: true,
    description: 'judge custom resources by rules for well-known operators; without, they count as done once applied',
    group: 'Sync',
  },
  {
    name: 'field-manager',
    type: 'value',
    value: 'NAME',
    default: 'kubectl-hooksync',
    description: 'name under which fields are owned',
    group: 'Sync',
  },
  {
    name: 'revision',
    type: 'value',
    value: 'REVISION',
    default: "first 7 digits of the manifests' SHA-256",
    description: 'revision that generated names and events carry, e.g. a commit',
    group: 'Sync',
  },
  {
    name: 'app',
    type: 'value',
    value: 'NAME',
    description: 'put the label hooksync.dev/app with this name on everything that is applied',
    group: 'Sync',
  },
  {
    name: 'argo-compat',
    type: 'switch',
    default: false,
    description: 'behave as Argo CD does even where we differ on purpose; wave delay 2s, last wave not awaited',
    group: 'Sync',
  },
  {
    name: 'namespace',
    alias: 'n',
    type: 'value',
    value: 'NAMESPACE',
    default: "the context's",
    description: 'namespace of manifests that name none',
    group: 'Cluster',
  },
  {
    name: 'context',
    type: 'value',
    value: 'NAME',
    default: 'the current one',
    description: 'context of the kubeconfig',
    group: 'Cluster',
  },
  { name: 'cluster', type: 'value', value: 'NAME', description: 'cluster of the kubeconfig', group: 'Cluster' },
  { name: 'user', type: 'value', value: 'NAME', description: 'user of the kubeconfig', group: 'Cluster' },
  {
    name: 'kubeconfig',
    type: 'value',
    value: 'FILE',
    default: '$KUBECONFIG or ~/.kube/config',
    description: 'the kubeconfig',
    group: 'Cluster',
  },
  { name: 'as', type: 'value', value: 'USER', description: 'user to impersonate', group: 'Cluster' },
  {
    name: 'as-group',
    type: 'list',
    value: 'GROUP',
    description: 'group to impersonate, with --as; repeatable',
    group: 'Cluster',
  },
  { name: 'token', type: 'value', value: 'TOKEN', description: 'bearer token for the API server', group: 'Cluster' },
  {
    name: 'server',
    alias: 's',
    type: 'value',
    value: 'URL',
    description: 'address of the API server',
    group: 'Cluster',
  },
  {
    name: 'request-timeout',
    type: 'value',
    value: 'DURATION',
    default: 'built-in limits',
    description: 'give up on a single request after so long; 0 means no limit',
    group: 'Cluster',
  },
  {
    name: 'insecure-skip-tls-verify',
    type: 'switch',
    default: false,
    description: "do not check the server's certificate; not safe",
    group: 'Cluster',
  },
  {
    name: 'output',
    alias: 'o',
    type: 'value',
    value: 'FORMAT',
    choices: OUTPUT_FORMATS,
    default: 'terminal on a terminal, else plain',
    description: 'live view, plain lines, or one JSON event a line',
    group: 'Output',
  },
  {
    name: 'color',
    type: 'value',
    value: 'WHEN',
    choices: COLOR_MODES,
    default: 'auto',
    description: 'use colours; auto: on a terminal, unless NO_COLOR is set',
    group: 'Output',
  },
  {
    name: 'verbose',
    alias: 'v',
    type: 'switch',
    default: false,
    description: 'tell unchanged resources and every health change, and where a fault of ours comes from',
    group: 'Output',
  },
  { name: 'help', alias: 'h', type: 'switch', default: false, description: 'this text', group: 'Output' },
  { name: 'version', type: 'switch', default: false, description: 'the version', group: 'Output' },
] as const satisfies readonly Flag[]

/** The name of a flag. */
export type FlagName = (typeof FLAG_TABLE)[number]['name'] | (typeof RENDER_FLAG_TABLE)[number]['name']

/** The flags of a sync, in the order of the help. */
export const FLAGS: readonly (Flag & { readonly name: FlagName })[] = FLAG_TABLE

/** The flags that only the post-renderer has. */
export const RENDER_FLAGS: readonly (Flag & { readonly name: FlagName })[] = RENDER_FLAG_TABLE

/** The flags with these names, in the order of the table. */
export function flagsNamed(names: readonly FlagName[]): readonly Flag[] {
  return [...RENDER_FLAGS, ...FLAGS].filter((flag) => names.includes(flag.name))
}

/** How a flag is written: `-f, --filename=PATH`, `--[no-]wait`, `--no-hooks`. */
export function flagSyntax(flag: Flag): string {
  const short = flag.alias === undefined ? '' : `-${flag.alias}, `
  if (flag.type === 'switch') return `${short}--${flag.default === true ? '[no-]' : ''}${flag.name}`
  const value = flag.value ?? 'VALUE'
  return `${short}--${flag.name}${flag.bare === undefined ? `=${value}` : `[=${value}]`}`
}

/** What a flag does, with its choices and its default. */
export function flagText(flag: Flag): string {
  const notes = [
    ...(flag.choices === undefined ? [] : [`one of ${flag.choices.join(', ')}`]),
    ...(typeof flag.default === 'string' ? [`default: ${flag.default}`] : []),
    ...(flag.default === true ? ['default: on'] : []),
  ]
  return notes.length === 0 ? flag.description : `${flag.description} (${notes.join('; ')})`
}
