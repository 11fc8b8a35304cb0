// The flags of a sync, most of which other commands share. Data only.
import { SYNC_OPTIONS } from '../../../hook/sync-options.ts'
import { OUTPUT_FORMATS } from '../../../report/output-format.ts'
import { COLOR_MODES } from '../../../report/style.ts'
import { DRY_RUNS, SYNC_DEFAULTS } from '../../../sync/sync-options.ts'
import { underHeading } from '../flag.ts'
import { APP_FLAG_TABLE } from './app.ts'
import { CI_FLAG_TABLE } from './ci.ts'
import { CONNECTION_FLAG_TABLE } from './connection.ts'
import { JUDGING_FLAG_TABLE } from './judging.ts'
import { LOG_FLAG_TABLE } from './logs.ts'

/** Which manifests are read. */
export const SOURCE_FLAG_TABLE = underHeading('Manifests', [
  {
    name: 'filename',
    alias: 'f',
    type: 'list',
    value: 'PATH',
    description: 'file, directory or URL with manifests, or - for standard input; repeatable',
  },
  {
    name: 'recursive',
    alias: 'R',
    key: 'recursive',
    type: 'switch',
    description: 'read the directories of -f with all that is below them',
  },
  {
    name: 'include',
    key: 'include',
    type: 'list',
    value: 'GLOB',
    description:
      "only files of the directories of -f whose path below them matches, as in Argo CD's directory source: * is any text, {a,b} either; repeatable",
  },
  {
    name: 'exclude',
    key: 'exclude',
    type: 'list',
    value: 'GLOB',
    description: 'leave out such files, also those that --include lets in; repeatable',
  },
  {
    name: 'kustomize',
    alias: 'k',
    type: 'value',
    value: 'DIR',
    description: 'build a kustomization with kubectl, which must be on the PATH, and sync what it gives',
  },
  {
    name: 'enable-helm',
    type: 'switch',
    description: 'with -k: let kustomize render Helm charts',
  },
  {
    name: 'helm-command',
    type: 'value',
    value: 'PATH',
    default: 'helm',
    description: 'with -k: the Helm that kustomize calls',
  },
  {
    name: 'load-restrictor',
    type: 'value',
    value: 'WORD',
    choices: ['LoadRestrictionsRootOnly', 'LoadRestrictionsNone'],
    description: 'with -k: whether files outside of the kustomization may be loaded',
  },
  {
    name: 'enable-alpha-plugins',
    type: 'switch',
    description: 'with -k: let kustomize run plugins',
  },
  {
    name: 'selector',
    alias: 'l',
    type: 'value',
    value: 'SELECTOR',
    description: 'only manifests whose labels match, e.g. app=web,tier in (a,b),!canary',
  },
])

/** How it is told, and what each command has. */
export const OUTPUT_FLAG_TABLE = underHeading('Output', [
  {
    name: 'output',
    alias: 'o',
    type: 'value',
    value: 'FORMAT',
    choices: OUTPUT_FORMATS,
    default: 'terminal on a terminal, else plain',
    description: 'live view, plain lines, or one JSON event a line',
  },
  {
    name: 'color',
    type: 'value',
    value: 'WHEN',
    choices: COLOR_MODES,
    default: 'auto',
    description: 'use colours; auto: on a terminal, unless NO_COLOR is set',
  },
  {
    name: 'verbose',
    alias: 'v',
    type: 'switch',
    description: 'tell unchanged resources and every health change, and where a fault of ours comes from',
  },
  { name: 'help', alias: 'h', type: 'switch', description: 'this text' },
  { name: 'version', type: 'switch', description: 'the version' },
])

/** The rows, in the order of the help. */
export const SYNC_FLAG_TABLE = [
  ...SOURCE_FLAG_TABLE,
  ...underHeading('Manifests', [
    {
      name: 'allow-empty',
      type: 'switch',
      description: 'that there are no objects is meant: nothing to do, exit code 0; without, it is exit code 3',
    },
  ]),
  ...underHeading('Sync', [
    {
      name: 'dry-run',
      type: 'value',
      value: 'MODE',
      choices: DRY_RUNS,
      bare: 'client',
      default: SYNC_DEFAULTS.dryRun,
      description:
        'say what would be done and write nothing: client only reads the cluster, server lets it check everything',
    },
    {
      name: 'timeout',
      key: 'timeout',
      type: 'value',
      value: 'DURATION',
      default: '30m',
      description: 'end the whole run after so long, reading and connecting too, with exit code 6',
    },
    {
      name: 'grace',
      key: 'grace',
      type: 'value',
      value: 'DURATION',
      default: '30s',
      description:
        'at Ctrl-C or SIGTERM delete the hooks that run, as Argo CD terminates a sync, and end within so long; 0s leaves them running',
    },
    {
      name: 'sync-fail-on-interrupt',
      key: 'syncFailOnInterrupt',
      type: 'switch',
      option: 'syncFailOnInterrupt',
      default: SYNC_DEFAULTS.syncFailOnInterrupt,
      description: 'then run the SyncFail hooks, too, as far as --grace lasts',
    },
    {
      name: 'wait',
      key: 'wait',
      type: 'switch',
      option: 'wait',
      default: SYNC_DEFAULTS.wait,
      description: 'wait until the resources of the last wave are healthy, too',
    },
    {
      name: 'hooks',
      key: 'hooks',
      type: 'switch',
      option: 'hooks',
      default: SYNC_DEFAULTS.hooks,
      description: 'run hooks',
    },
    {
      name: 'create-namespace',
      key: 'createNamespace',
      type: 'value',
      value: 'WHICH',
      choices: ['true', 'false', 'all'],
      bare: 'true',
      default: 'false',
      description:
        'create the namespace when it is absent, as --sync-option CreateNamespace=true does; all: every namespace that the manifests name',
    },
    {
      name: 'sync-option',
      key: 'syncOptions',
      type: 'list',
      value: 'OPTION',
      choices: SYNC_OPTIONS,
      description: "one of Argo CD's sync options; repeatable",
    },
    {
      name: 'ignore-difference',
      key: 'ignoreDifferences',
      type: 'list',
      value: 'RULE',
      description:
        'a field that does not count in comparisons, as ignoreDifferences has it: [GROUP/]KIND[/NAME]: and a JSON pointer (/spec/replicas), a path of jq (.spec.ports[]) or manager=NAME; repeatable',
    },
    {
      name: 'wave-delay',
      key: 'waveDelay',
      type: 'value',
      value: 'DURATION',
      default: '0s',
      description: 'pause between waves; none is needed',
    },
    {
      name: 'degraded-grace',
      key: 'degradedGrace',
      type: 'value',
      value: 'DURATION',
      default: '10s',
      description: 'how long a custom resource that was written may be Degraded before it counts as failed',
    },
    {
      name: 'fail-fast',
      key: 'failFast',
      type: 'value',
      value: 'LIMITS',
      bare: 'on',
      default: 'on',
      description:
        'give up what waiting cannot mend, such as an image that cannot be pulled, each cause after its limit: on, off, or limits like image-pull=5m,crash-loop=10',
    },
    {
      name: 'concurrency',
      key: 'concurrency',
      type: 'value',
      value: 'NUMBER',
      default: String(SYNC_DEFAULTS.concurrency),
      description: 'requests in flight at most',
    },
    {
      name: 'force-conflicts',
      key: 'forceConflicts',
      type: 'switch',
      option: 'forceConflicts',
      default: SYNC_DEFAULTS.forceConflicts,
      description: 'take fields that other managers own, and tell each; without, a conflict is an error',
    },
    ...JUDGING_FLAG_TABLE,
    {
      name: 'field-manager',
      key: 'fieldManager',
      type: 'value',
      value: 'NAME',
      default: SYNC_DEFAULTS.fieldManager,
      description: 'name under which fields are owned',
    },
    {
      name: 'revision',
      type: 'value',
      value: 'REVISION',
      default: "first 7 digits of the manifests' SHA-256",
      description: 'revision that generated names and events carry, e.g. a commit',
    },
    {
      name: 'argo-compat',
      key: 'argoCompat',
      type: 'switch',
      description:
        'behave as Argo CD does even where we differ on purpose; wave delay 2s, no grace, last wave not awaited',
    },
  ]),
  ...APP_FLAG_TABLE,
  ...CONNECTION_FLAG_TABLE,
  ...LOG_FLAG_TABLE,
  ...underHeading('Output', [
    {
      name: 'report',
      key: 'report',
      type: 'value',
      value: 'FILE',
      description:
        'when the run has ended, however it did, write it to this file as one HTML page: its timeline, what waited for what, what changed, each event and log line',
    },
  ]),
  ...CI_FLAG_TABLE,
  ...OUTPUT_FLAG_TABLE,
]
