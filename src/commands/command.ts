// What a command is, and the table of all of them. A command's code is loaded when it runs.
import type { ExitCode } from '../errors.ts'
import type { Io } from '../io.ts'
import type { FlagName } from './flags/flags.ts'
import { FLAGS, RENDER_FLAGS } from './flags/flags.ts'
import type { FlagValues } from './flags/parse-flags.ts'

/** A command of the program. */
export interface Command {
  /** '' for the command that runs when none is named. */
  readonly name: string
  readonly usage: string
  readonly summary: string
  readonly flags: readonly FlagName[]
  readonly examples: readonly { readonly command: string; readonly what: string }[]
  run(values: FlagValues, io: Io): Promise<ExitCode>
  /** Of a command that hands its words on as they are: runs unless help was asked for as the first of them. */
  readonly runWords?: (words: readonly string[], io: Io) => Promise<ExitCode>
}

/** The command that runs when none is named. */
export const SYNC_COMMAND: Command = {
  name: '',
  usage: 'kubectl hooksync (-f PATH | -k DIR) [flags]',
  summary: "Sync manifests in Argo CD's phases and waves, with hooks, without an Argo CD server",
  flags: FLAGS.map(({ name }) => name),
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
  run: async (values, io) => (await import('./sync-command.ts')).runSync(values, io),
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
    ...RENDER_FLAGS.map(({ name }) => name),
    ...(['timeout', 'create-namespace', 'hooks', 'force-conflicts', 'namespace', 'kubeconfig', 'context'] as const),
    ...(['as', 'as-group', 'token', 'server', 'insecure-skip-tls-verify', 'verbose', 'help', 'version'] as const),
  ],
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
  run: async (values, io) => (await import('./post-render-command.ts')).runPostRender(values, io, { major: 4 }),
}

/** The post-renderer as Helm 3 calls it: without the name of a command. */
export const BARE_RENDER_COMMAND: Command = {
  ...POST_RENDER_COMMAND,
  run: async (values, io) => (await import('./post-render-command.ts')).runPostRender(values, io, { major: 3 }),
}

const HELM_COMMAND: Command = {
  name: 'helm',
  usage: 'kubectl hooksync helm (install | upgrade) [words for Helm]',
  summary: 'Run Helm 4 with us as its post-renderer',
  flags: ['help'],
  examples: [
    {
      command: 'kubectl hooksync helm upgrade --install shop ./chart -n prod',
      what: 'everything behind helm goes to Helm as it is',
    },
  ],
  run: async (_values, io) => (await import('./helm-command.ts')).runHelm([], io),
  runWords: async (words, io) => (await import('./helm-command.ts')).runHelm(words, io),
}

/** All commands; the first runs when none is named. */
export const COMMANDS: readonly Command[] = [SYNC_COMMAND, HELM_COMMAND, POST_RENDER_COMMAND, VERSION_COMMAND]
