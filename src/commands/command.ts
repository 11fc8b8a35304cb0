// What a command is, and the table of all of them. A command's code is loaded when it runs.
import type { ExitCode } from '../errors.ts'
import type { Io } from '../io.ts'
import type { FlagName } from './flags.ts'
import { FLAGS } from './flags.ts'
import type { FlagValues } from './parse-flags.ts'

/** A command of the program. */
export interface Command {
  /** '' for the command that runs when none is named. */
  readonly name: string
  readonly usage: string
  readonly summary: string
  readonly flags: readonly FlagName[]
  readonly examples: readonly { readonly command: string; readonly what: string }[]
  run(values: FlagValues, io: Io): Promise<ExitCode>
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

/** All commands; the first runs when none is named. */
export const COMMANDS: readonly Command[] = [SYNC_COMMAND, VERSION_COMMAND]
