// The flags that only a deletion has. Data only.
import { DELETE_SYNC_OPTIONS } from '../../../hook/sync-options.ts'
import { underHeading } from '../flag.ts'
import type { FlagText } from '../flag.ts'
import { CONNECTION_FLAG_TABLE } from './connection.ts'
import { CI_FLAG_TABLE } from './ci.ts'
import { LOG_FLAG_TABLE } from './logs.ts'
import { OUTPUT_FLAG_TABLE, SOURCE_FLAG_TABLE } from './sync.ts'

/** The rows, in the order of the help. */
export const DELETE_FLAG_TABLE = underHeading('Deletion', [
  {
    name: 'yes',
    type: 'switch',
    description: 'delete without asking; where there is no terminal nothing is deleted without it',
  },
  { name: 'confirm-delete', type: 'switch', description: 'delete objects with Delete=confirm or Prune=confirm, too' },
  {
    name: 'delete-crds',
    type: 'switch',
    description: 'delete CustomResourceDefinitions, too, and with them all objects of their kinds',
  },
  {
    name: 'delete-namespaces',
    type: 'switch',
    description: 'delete Namespaces, too, and with them all that is in them, whoever made it',
  },
])

/** With which a plan, or a rehearsal, is that of a deletion. */
export const OF_DELETION_FLAG_TABLE = underHeading('Deletion', [
  {
    name: 'delete',
    type: 'switch',
    description: 'of what kubectl hooksync delete would do with the other flags, not of a sync',
  },
])

/** What a plan, or a rehearsal, has of a deletion. */
export const OF_DELETION_FLAGS = ['delete', 'confirm-delete', 'delete-crds', 'delete-namespaces'] as const

/** What flags of a sync mean here. */
export const DELETE_FLAG_TEXTS = [
  {
    name: 'kustomize',
    description: 'build a kustomization with kubectl, which must be on the PATH, and delete what it names',
  },
  {
    name: 'selector',
    description: 'only manifests whose labels match, e.g. app=web,tier in (a,b),!canary; not with --app',
  },
  {
    name: 'sync-option',
    choices: DELETE_SYNC_OPTIONS,
    description: "those of Argo CD's sync options that say how objects are deleted; repeatable",
  },
  { name: 'hooks', default: true, description: 'run PreDelete and PostDelete hooks, which -f or -k names' },
  {
    name: 'app',
    description: 'delete all that is in the inventory of this name, and the inventory; -f or -k then names its hooks',
  },
  {
    name: 'take-ownership',
    description:
      'delete objects, too, that another ApplySet, a Helm release or an Argo CD application owns, and hooks of other applications; go by an inventory that somebody edited or another tool keeps, and go on where it is lost; each is told',
  },
] as const satisfies readonly FlagText[]

/** What it shares with a sync. */
export const DELETE_SHARED_FLAGS = [
  ...[...SOURCE_FLAG_TABLE, ...CONNECTION_FLAG_TABLE, ...CI_FLAG_TABLE, ...OUTPUT_FLAG_TABLE].map(({ name }) => name),
  ...([
    'dry-run',
    'timeout',
    'grace',
    'hooks',
    'sync-option',
    'concurrency',
    'custom-health',
    'unknown-health',
    'field-manager',
    'revision',
  ] as const),
  ...(['config', 'profile', 'app', 'take-ownership', 'lock', 'wait-lock', 'report'] as const),
  ...LOG_FLAG_TABLE.map(({ name }) => name),
]
