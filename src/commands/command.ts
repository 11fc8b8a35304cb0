// What a command is, and the table of all of them. A command's code is loaded when it runs.
import { UsageError } from '../errors.ts'
import type { ExitCode } from '../errors.ts'
import type { Io } from '../io.ts'
import type { Flag, FlagText } from './flags/flag.ts'
import type { FlagName } from './flags/flags.ts'
import { FLAGS, flagsNamed } from './flags/flags.ts'
import type { FlagValues } from './flags/parse-flags.ts'
import { CONNECTION_FLAG_TABLE } from './flags/tables/connection.ts'
import { EXPLAIN_FLAG_TEXTS } from './flags/tables/explain.ts'
import { PLAN_FLAG_TABLE, PLAN_FLAG_TEXTS, RUN_PLAN_FLAG_TABLE } from './flags/tables/plan.ts'
import { REHEARSE_FLAG_TABLE } from './flags/tables/rehearse.ts'
import { HELM_FLAG_TEXTS, RENDER_FLAG_TABLE, RENDER_FLAG_TEXTS } from './flags/tables/render.ts'
import { REPLAY_FLAG_TABLE } from './flags/tables/replay.ts'
import { UNLOCK_FLAG_TABLE, UNLOCK_FLAG_TEXTS } from './flags/tables/unlock.ts'

/** A command of the program. */
export interface Command {
  /** '' for the command that runs when none is named. */
  readonly name: string
  readonly usage: string
  readonly summary: string
  readonly flags: readonly FlagName[]
  /** What some of them mean in this command, where that is something else. */
  readonly flagTexts?: readonly FlagText[]
  /** What may stand beside the flags: `KIND/NAME`; left out: nothing. */
  readonly positionals?: readonly string[]
  readonly examples: readonly { readonly command: string; readonly what: string }[]
  run(values: FlagValues, io: Io): Promise<ExitCode>
  /** Of a command that hands its words on to another program, unless the first asks for our own help: with that one's exit status. */
  readonly runWords?: (words: readonly string[], io: Io) => Promise<number>
}

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

const POST_RENDER_COMMAND: Command = {
  name: 'post-render',
  usage: 'kubectl hooksync post-render [flags] < MANIFESTS',
  summary: 'Run the phases of a Helm release as its post-renderer',
  flags: [
    ...[...RENDER_FLAG_TABLE, ...RENDER_FLAG_TEXTS].map(({ name }) => name),
    ...([
      'kubeconfig',
      'context',
      'as',
      'as-group',
      'token',
      'server',
      'insecure-skip-tls-verify',
      'verbose',
      'help',
      'version',
    ] as const),
  ],
  flagTexts: RENDER_FLAG_TEXTS,
  examples: [
    {
      command: 'helm upgrade --install shop ./chart --post-renderer kubectl-hooksync',
      what: 'the usual way: Helm 4 with the plugin, Helm 3 with the program on the PATH',
    },
    {
      command: 'kubectl hooksync post-render --drive --release shop --namespace prod < rendered.yaml',
      what: 'a caller without a command line of Helm says what it does',
    },
  ],
  run: async (values, io) => (await import('./helm/post-render-command.ts')).runPostRender(values, io, { major: 4 }),
}

/** The post-renderer as Helm 3 calls it: without the name of a command. */
export const BARE_RENDER_COMMAND: Command = {
  ...POST_RENDER_COMMAND,
  run: async (values, io) => (await import('./helm/post-render-command.ts')).runPostRender(values, io, { major: 3 }),
}

const HELM_COMMAND: Command = {
  name: 'helm',
  usage: 'kubectl hooksync helm (install | upgrade) [words for Helm]',
  summary: 'Install or upgrade a Helm release, with Helm 3 or 4',
  flags: ['wait', 'help', 'version'],
  flagTexts: HELM_FLAG_TEXTS,
  examples: [
    {
      command: 'kubectl hooksync helm upgrade --install shop ./chart -n prod',
      what: 'everything behind helm goes to Helm, and its exit status comes back',
    },
    {
      command: 'kubectl hooksync helm upgrade shop ./chart -n prod --atomic --timeout 10m',
      what: 'a failed sync is rolled back',
    },
  ],
  run: () => Promise.reject(new UsageError('say what Helm shall do', 'kubectl hooksync helm install|upgrade …')),
  runWords: async (words, io) => (await import('./helm/helm-command.ts')).runHelm(words, io),
}

const REHEARSE_COMMAND: Command = {
  name: 'rehearse',
  usage: 'kubectl hooksync rehearse (-f PATH | -k DIR) [flags]',
  summary: 'Rehearse a sync on a simulated cluster, with what may go wrong',
  flags: [
    ...REHEARSE_FLAG_TABLE.map(({ name }) => name),
    ...FLAGS.map(({ name }) => name).filter((name) => !['dry-run', 'lock', 'wait-lock'].includes(name)),
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
  ],
  run: async (values, io) => (await import('./rehearse/rehearse-command.ts')).runRehearse(values, io),
}

const EXPLAIN_COMMAND: Command = {
  name: 'explain',
  usage: 'kubectl hooksync explain KIND/NAME (-f PATH | -k DIR) [flags]',
  summary: 'Say why one resource runs where it does and when it is deleted',
  positionals: ['KIND/NAME'],
  flags: [
    ...(['filename', 'recursive', 'include', 'exclude', 'kustomize', 'enable-helm', 'helm-command'] as const),
    ...([
      'config',
      'profile',
      'load-restrictor',
      'enable-alpha-plugins',
      'selector',
      'wait',
      'hooks',
      'create-namespace',
    ] as const),
    ...(['custom-health', 'argo-compat', 'namespace', 'output', 'color', 'verbose', 'help', 'version'] as const),
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

const REPLAY_COMMAND: Command = {
  name: 'replay',
  usage: 'kubectl hooksync replay (FILE | -) [flags]',
  summary: 'Show a run again that was saved with -o json',
  positionals: ['FILE'],
  flags: [...REPLAY_FLAG_TABLE.map(({ name }) => name), 'output', 'color', 'verbose', 'help', 'version'],
  examples: [
    { command: 'kubectl hooksync replay run.jsonl', what: 'at once, with the times of then' },
    { command: 'kubectl hooksync replay run.jsonl -o terminal --speed 10', what: 'the live view, ten times as fast' },
    {
      command: 'kubectl hooksync -f deploy/ -o json | tee run.jsonl | kubectl hooksync replay -',
      what: 'watch a run while it is recorded',
    },
  ],
  run: async (values, io) => (await import('./replay/replay-command.ts')).runReplay(values, io),
}

const UNLOCK_COMMAND: Command = {
  name: 'unlock',
  usage: 'kubectl hooksync unlock (--app NAME | -f PATH | -k DIR) --reason TEXT [flags]',
  summary: 'Give up the lock of another run by hand',
  flags: [
    ...UNLOCK_FLAG_TABLE.map(({ name }) => name),
    ...(['filename', 'recursive', 'include', 'exclude', 'kustomize', 'enable-helm', 'helm-command'] as const),
    ...([
      'load-restrictor',
      'enable-alpha-plugins',
      'selector',
      'timeout',
      'field-manager',
      'app',
      'config',
      'profile',
    ] as const),
    ...CONNECTION_FLAG_TABLE.map(({ name }) => name),
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

const PLAN_COMMAND: Command = {
  name: 'plan',
  usage: 'kubectl hooksync plan (-f PATH | -k DIR) [flags]',
  summary: 'Say what a sync would do, in order, and write nothing',
  flags: [
    ...PLAN_FLAG_TABLE.map(({ name }) => name),
    ...FLAGS.map(({ name }) => name).filter(
      (name) =>
        !['dry-run', 'wave-delay', 'degraded-grace', 'wait', 'custom-health', 'lock', 'wait-lock'].includes(name),
    ),
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
  ],
  run: async (values, io) => (await import('./plan/plan-command.ts')).runPlan(values, io),
}

/** All commands; the first runs when none is named. */
export const COMMANDS: readonly Command[] = [
  SYNC_COMMAND,
  PLAN_COMMAND,
  REHEARSE_COMMAND,
  EXPLAIN_COMMAND,
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
