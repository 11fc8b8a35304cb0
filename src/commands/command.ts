// The table of all commands. A command's code is loaded when it runs.
import type { Command } from './command-row.ts'
import type { Flag } from './flags/flag.ts'
import { FLAGS, flagsNamed } from './flags/flags.ts'
import type { FlagName } from './flags/flags.ts'
import { CI_FLAG_TABLE } from './flags/tables/ci.ts'
import { CONNECTION_FLAG_TABLE } from './flags/tables/connection.ts'
import { CONFIG_FLAG_TEXTS } from './flags/tables/config.ts'
import { EXPLAIN_FLAG_TEXTS } from './flags/tables/explain.ts'
import { DELETE_FLAG_TABLE, DELETE_FLAG_TEXTS, DELETE_SHARED_FLAGS, OF_DELETION_FLAGS } from './flags/tables/delete.ts'
import { HEALTH_FLAG_TEXTS } from './flags/tables/health.ts'
import { LOG_FLAG_TABLE } from './flags/tables/logs.ts'
import { PLAN_FLAG_TABLE, PLAN_FLAG_TEXTS, RUN_PLAN_FLAG_TABLE } from './flags/tables/plan.ts'
import { REHEARSE_FLAG_TABLE } from './flags/tables/rehearse.ts'
import { REPLAY_FLAG_TABLE, REPLAY_FLAG_TEXTS } from './flags/tables/replay.ts'
import { OUTPUT_FLAG_TABLE, SOURCE_FLAG_TABLE } from './flags/tables/sync.ts'
import { UNLOCK_FLAG_TABLE, UNLOCK_FLAG_TEXTS } from './flags/tables/unlock.ts'
import { HELM_COMMAND, POST_RENDER_COMMAND } from './helm/helm-commands.ts'

/** The command that runs when none is named. */
export const SYNC_COMMAND: Command = {
  name: '',
  usage: 'kubectl hooksync (-f PATH | -k DIR) [flags]',
  summary: "Sync manifests in Argo CD's phases and waves, with hooks, without an Argo CD server",
  flags: [...RUN_PLAN_FLAG_TABLE, ...FLAGS].map(({ name }) => name),
  examples: [
    { command: 'kubectl hooksync -f deploy/ -n shop', what: 'sync the manifests of a directory' },
    {
      command: 'kubectl hooksync -k overlays/prod --create-namespace -n shop',
      what: 'a kustomization, and its namespace',
    },
    { command: 'helm template shop ./chart | kubectl hooksync -f -', what: 'a stream, with the hooks of a chart' },
    { command: 'kubectl hooksync -f deploy/ --dry-run=server', what: 'let the server check everything, write nothing' },
    { command: 'kubectl hooksync -f deploy/ -o json > run.jsonl', what: 'every event as a line of JSON' },
    { command: 'kubectl hooksync -f deploy/ --argo-compat --timeout 1h', what: "exactly Argo CD's behaviour" },
  ],
  run: async (values, io) => (await import('./sync-command.ts')).runSyncCommand(values, io),
}

const VERSION_COMMAND: Command = {
  name: 'version',
  usage: 'kubectl hooksync version',
  summary: 'Print the version',
  flags: ['verbose', 'help', 'version'],
  examples: [{ command: 'kubectl hooksync version', what: 'the version of the program' }],
  run: async (values, io) => (await import('./version-command.ts')).runVersion(values, io),
}

const LOG_FLAGS = LOG_FLAG_TABLE.map(({ name }) => name)

/** What means nothing on a simulated cluster. */
const UNREHEARSED: readonly FlagName[] = ['dry-run', 'lock', 'wait-lock', ...LOG_FLAGS]

const REHEARSE_COMMAND: Command = {
  name: 'rehearse',
  usage: 'kubectl hooksync rehearse (-f PATH | -k DIR) [flags]',
  summary: 'Rehearse a sync on a simulated cluster, with what may go wrong',
  flags: [
    ...REHEARSE_FLAG_TABLE.map(({ name }) => name),
    ...OF_DELETION_FLAGS,
    ...FLAGS.map(({ name }) => name).filter((name) => !UNREHEARSED.includes(name)),
  ],
  examples: [
    { command: 'kubectl hooksync rehearse -f deploy/ -n shop', what: 'what happens, in order and in time' },
    { command: 'kubectl hooksync rehearse -f deploy/ --fail Job/migrate', what: 'what if the migration fails' },
    {
      command: 'kubectl hooksync rehearse -f deploy/ --takes Job/migrate=3m --never-ready Deployment/api',
      what: 'a long migration, and an image that cannot start',
    },
    {
      command: 'kubectl hooksync rehearse -f deploy/ --against-cluster --interrupt "wave 2"',
      what: 'from what is live now, with Ctrl-C in the middle',
    },
    {
      command: 'kubectl hooksync rehearse --delete -f deploy/ --app shop --against-cluster',
      what: 'a deletion, on a copy of what is live',
    },
  ],
  run: async (values, io) => (await import('./rehearse/rehearse-command.ts')).runRehearse(values, io),
}

const EXPLAIN_COMMAND: Command = {
  name: 'explain',
  usage: 'kubectl hooksync explain KIND/NAME (-f PATH | -k DIR) [flags]',
  summary: 'Say why one resource runs where it does and when it is deleted',
  positionals: ['KIND/NAME'],
  flags: [
    ...[...SOURCE_FLAG_TABLE, ...OUTPUT_FLAG_TABLE].map(({ name }) => name),
    ...(['config', 'profile', 'namespace', 'wait', 'hooks', 'create-namespace'] as const),
    ...(['custom-health', 'health-from', 'argo-compat'] as const),
  ],
  flagTexts: EXPLAIN_FLAG_TEXTS,
  examples: [
    { command: 'kubectl hooksync explain Job/migrate -f deploy/', what: 'why, when, and what it holds up' },
    {
      command: 'kubectl hooksync explain deploy/web -f deploy/ -n shop',
      what: 'the one of a namespace, where two have the name; Deployment/shop/web says the same',
    },
    { command: 'kubectl hooksync explain Job/migrate -f deploy/ -o json', what: 'the same as data' },
  ],
  run: async (values, io) => (await import('./explain-command.ts')).runExplain(values, io),
}

const HEALTH_COMMAND: Command = {
  name: 'health',
  usage: 'kubectl hooksync health (-f PATH | KIND/NAME…) [flags]',
  summary: 'Judge resources as a sync does, and say by which rule',
  positionals: ['KIND/NAME…'],
  flags: [
    ...(['filename', 'recursive', 'selector', 'config', 'profile'] as const),
    ...(['unknown-health', 'health-from', 'argo-compat', 'timeout'] as const),
    ...[...CONNECTION_FLAG_TABLE, ...OUTPUT_FLAG_TABLE].map(({ name }) => name),
  ],
  flagTexts: HEALTH_FLAG_TEXTS,
  examples: [
    { command: 'kubectl hooksync health Deployment/web -n shop', what: 'one of the cluster; several may be named' },
    { command: 'kubectl get widgets -o yaml | kubectl hooksync health -f -', what: 'whatever is on standard input' },
    { command: 'kubectl hooksync health -f status.yaml -o json', what: 'of a file, as data' },
  ],
  run: async (values, io) => (await import('./health-command.ts')).runHealth(values, io),
}

const CONFIG_COMMAND: Command = {
  name: 'config',
  usage: 'kubectl hooksync config (-f PATH | -k DIR) [flags]',
  summary: 'Say which settings hold for a sync, and where each comes from',
  flags: FLAGS.map(({ name }) => name),
  flagTexts: CONFIG_FLAG_TEXTS,
  examples: [
    {
      command: 'kubectl hooksync config -f deploy/',
      what: 'the settings of hooksync.yaml in deploy/, and the defaults',
    },
    {
      command: 'kubectl hooksync config -f deploy/ --profile production --timeout 1h',
      what: 'what a sync with these flags would go by',
    },
    { command: 'kubectl hooksync config -f deploy/ -o json', what: 'the same as data' },
  ],
  run: async (values, io) => (await import('./settings/config-command.ts')).runConfig(values, io),
}

const REPLAY_COMMAND: Command = {
  name: 'replay',
  usage: 'kubectl hooksync replay (FILE | -) [flags]',
  summary: 'Show a run again that was saved with -o json',
  positionals: ['FILE'],
  flags: [...REPLAY_FLAG_TABLE, ...CI_FLAG_TABLE, ...OUTPUT_FLAG_TABLE].map(({ name }) => name),
  flagTexts: REPLAY_FLAG_TEXTS,
  examples: [
    { command: 'kubectl hooksync replay run.jsonl', what: 'at once, with the times of then' },
    { command: 'kubectl hooksync replay run.jsonl -o terminal --speed 10', what: 'the live view, ten times as fast' },
    {
      command: 'kubectl hooksync -f deploy/ -o json | tee run.jsonl | kubectl hooksync replay -',
      what: 'watch a run while it is recorded',
    },
    { command: 'kubectl hooksync replay run.jsonl -o html > run.html', what: 'one page, with all that was told' },
    { command: 'kubectl hooksync replay run.jsonl -o svg > run.svg', what: 'its timeline, for a pull request' },
  ],
  run: async (values, io) => (await import('./replay/replay-command.ts')).runReplay(values, io),
}

const UNLOCK_COMMAND: Command = {
  name: 'unlock',
  usage: 'kubectl hooksync unlock (--app NAME | -f PATH | -k DIR) --reason TEXT [flags]',
  summary: 'Give up the lock of another run by hand',
  flags: [
    ...[...UNLOCK_FLAG_TABLE, ...SOURCE_FLAG_TABLE, ...CONNECTION_FLAG_TABLE].map(({ name }) => name),
    ...(['timeout', 'field-manager', 'argo-compat', 'app', 'config', 'profile'] as const),
    ...(['color', 'verbose', 'help', 'version'] as const),
  ],
  flagTexts: UNLOCK_FLAG_TEXTS,
  examples: [
    {
      command: 'kubectl hooksync unlock --app shop -n shop --reason "the runner is gone"',
      what: 'the lock of an app; a run that still has it stops within seconds',
    },
    {
      command: 'kubectl hooksync unlock -f deploy/ -n shop --reason "hangs, ask Ann"',
      what: 'without an app: the lock of the hooks of these manifests',
    },
  ],
  run: async (values, io) => (await import('./unlock-command.ts')).runUnlock(values, io),
}

/** What means nothing where nothing is run. */
const RUN_ONLY: readonly FlagName[] = [
  ...(['dry-run', 'wave-delay', 'degraded-grace', 'fail-fast', 'grace', 'sync-fail-on-interrupt'] as const),
  ...(['wait', 'custom-health', 'lock', 'wait-lock', 'report', 'ci', 'junit'] as const),
  ...LOG_FLAGS,
]

const PLAN_COMMAND: Command = {
  name: 'plan',
  usage: 'kubectl hooksync plan (-f PATH | -k DIR) [flags]',
  summary: 'Say what a sync would do, in order, and write nothing',
  flags: [
    ...PLAN_FLAG_TABLE.map(({ name }) => name),
    ...OF_DELETION_FLAGS,
    ...FLAGS.map(({ name }) => name).filter((name) => !RUN_ONLY.includes(name)),
  ],
  flagTexts: PLAN_FLAG_TEXTS,
  examples: [
    { command: 'kubectl hooksync plan -f deploy/ -n shop', what: 'what would happen' },
    {
      command: 'kubectl hooksync plan -f deploy/ -n shop -o json > plan.json',
      what: 'the plan as data, which kubectl hooksync -f deploy/ -n shop --plan plan.json runs',
    },
    {
      command: 'kubectl hooksync plan -f deploy/ --detailed-exitcode',
      what: 'exit with 2 when something would change',
    },
    { command: 'kubectl hooksync plan -f deploy/ --offline -o mermaid', what: 'a drawing, without a cluster' },
    { command: 'kubectl hooksync plan --delete -f deploy/ --app shop', what: 'what kubectl hooksync delete would do' },
  ],
  run: async (values, io) => (await import('./plan/plan-command.ts')).runPlan(values, io),
}

const DELETE_COMMAND: Command = {
  name: 'delete',
  usage: 'kubectl hooksync delete (-f PATH | -k DIR | --app NAME) [flags]',
  summary: 'Delete what was synced, in reverse waves, with its delete hooks',
  flags: [...DELETE_FLAG_TABLE.map(({ name }) => name), ...DELETE_SHARED_FLAGS],
  flagTexts: DELETE_FLAG_TEXTS,
  examples: [
    { command: 'kubectl hooksync delete --app shop -n shop', what: 'all that the application owns; asks first' },
    {
      command: 'kubectl hooksync delete -f deploy/ --app shop -n shop --yes',
      what: 'with the PreDelete and PostDelete hooks of the manifests, without asking',
    },
    {
      command: 'kubectl hooksync delete -f deploy/ -n shop --dry-run',
      what: 'what would be deleted, and what kept',
    },
  ],
  run: async (values, io) => (await import('./delete-command.ts')).runDelete(values, io),
}

/** All commands; the first runs when none is named. */
export const COMMANDS: readonly Command[] = [
  SYNC_COMMAND,
  PLAN_COMMAND,
  DELETE_COMMAND,
  REHEARSE_COMMAND,
  EXPLAIN_COMMAND,
  HEALTH_COMMAND,
  CONFIG_COMMAND,
  REPLAY_COMMAND,
  UNLOCK_COMMAND,
  HELM_COMMAND,
  POST_RENDER_COMMAND,
  VERSION_COMMAND,
]

/** The flags of a command, with what they mean there. */
export function flagsOf(command: Command): readonly Flag[] {
  return flagsNamed(command.flags).map((flag) => {
    const text = command.flagTexts?.find(({ name }) => name === flag.name)
    if (text === undefined) return flag
    const { default: _, ...rest } = flag
    return { ...rest, ...text }
  })
}
