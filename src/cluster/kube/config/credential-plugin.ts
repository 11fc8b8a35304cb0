// Asks the program that a kubeconfig names for credentials. Keeps none.
import { ClusterError, codeOf, messageOf } from '../../../errors.ts'
import { sanitizeText } from '../../../guard/escape.ts'
import { runChild } from '../../../io/run-child.ts'
import type { ChildAnswer, ChildRequest } from '../../../io/run-child.ts'
import { readJson, toJson } from '../../../object/json.ts'
import { field, isJsonObject, stringField } from '../../../object/kube-object.ts'
import type { JsonObject } from '../../../object/kube-object.ts'
import { oneLine } from '../../../object/one-line.ts'
import type { Awaited } from '../awaited.ts'
import type { ExecEntry } from './kubeconfig-entries.ts'

/** What a plugin gave: a token, or a certificate with its key. */
export interface PluginCredentials {
  readonly token: string | undefined
  readonly cert: string | undefined
  readonly key: string | undefined
}

/** What is around a plugin. */
export interface PluginWorld {
  readonly env: Readonly<Record<string, string | undefined>>
  readonly signal: AbortSignal
  readonly awaited: Awaited
  /** Somebody sits at a terminal that is our standard input, and nothing else reads from it. */
  readonly terminal: () => boolean
}

/** An ExecCredential has some kilobytes; in bytes. */
const MOST_OUTPUT = 2 ** 20

/** Of what it says on the way the end is told, in characters. */
const KEPT_WORDS = 4096

/** Runs it; `cluster` is told to those that ask for it. Throws a ClusterError of reason Config that names it. */
export async function askPlugin(
  exec: ExecEntry,
  about: { readonly user: string; readonly cluster: JsonObject },
  world: PluginWorld,
): Promise<PluginCredentials> {
  const name = `the credential plugin "${exec.command}" of user "${about.user}"`
  const interactive = exec.interactiveMode !== 'Never' && world.terminal()
  if (exec.interactiveMode === 'Always' && !interactive) {
    throw new ClusterError(`${name} needs a terminal (interactiveMode: Always), and standard input is not a free one`, {
      reason: 'Config',
      hint: 'run it in a terminal, with the manifests in files; or log in before',
    })
  }
  const info = {
    apiVersion: exec.apiVersion,
    kind: 'ExecCredential',
    spec: { interactive, ...(exec.provideClusterInfo ? { cluster: about.cluster } : {}) },
  }
  const own = Object.fromEntries(exec.env.map(({ name: variable, value }) => [variable, value]))
  let said = ''
  const request: ChildRequest = {
    command: exec.command,
    args: exec.args,
    env: { ...world.env, ...own, KUBERNETES_EXEC_INFO: toJson(info) },
    stdin: interactive ? 'ours' : 'none',
    signal: world.signal,
    most: MOST_OUTPUT,
    // A login by device tells there what is to be done.
    onStderr: (text) => void (said = (said + text).slice(-KEPT_WORDS)),
  }
  const says = (): string | undefined => lastLine(said)
  try {
    return parseAnswer(
      await world.awaited.during(`${name} has not answered`, () => runChild(request), {
        says,
        // Many ask a service for a token, which takes its time.
        slowMs: 5_000,
      }),
    )
  } catch (cause) {
    if (world.signal.aborted) throw new ClusterError(`${name} was given up`, { reason: 'Aborted', cause })
    throw pluginError(name, exec, cause)
  }
}

function parseAnswer({ stdout, stderr, exitCode }: ChildAnswer): PluginCredentials {
  if (exitCode !== 0) throw new Error(lastLine(stderr) ?? endText(exitCode))
  const status = field(readJson(stdout.toString('utf8')), 'status')
  if (!isJsonObject(status)) throw new Error('it gave no ExecCredential')
  const token = stringField(status, 'token') || undefined
  return { token, cert: stringField(status, 'clientCertificateData'), key: stringField(status, 'clientKeyData') }
}

function pluginError(name: string, { installHint }: ExecEntry, cause: unknown): ClusterError {
  const code = codeOf(cause)
  const known = code === 'ENOENT' ? 'there is no such program' : code === 'EACCES' ? 'it may not be run' : undefined
  const hint = installHint === undefined ? 'run it by hand to see what is wrong' : oneLine(installHint)
  return new ClusterError(`${name} failed: ${known ?? messageOf(cause)}`, { reason: 'Config', hint, cause })
}

/** The last line that says something: a program may end with a colour. */
function lastLine(text: string): string | undefined {
  const lines = sanitizeText(text)
    .split('\n')
    .map((line) => line.trim())
  return lines.findLast((line) => line !== '')
}

function endText(exitCode: number | undefined): string {
  return exitCode === undefined ? 'a signal ended it' : `it said nothing (exit code ${exitCode})`
}
