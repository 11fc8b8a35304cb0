// What the post-renderer does with this call: plan, drive, fail or pass through. A pure decision; doubt never drives.
import type { HelmMajor } from './command-line/helm-flags.ts'
import type { HelmInvocation, NotProven } from './command-line/parse-helm-args.ts'

/** What is known of a call before anybody has looked into what was rendered. */
export interface RenderCall {
  readonly major: HelmMajor
  /** What the parent's command line proves. */
  readonly helm: HelmInvocation | NotProven
  /** `--drive --release R --namespace N`. */
  readonly drive: { readonly release: string; readonly namespace: string } | undefined
  readonly planOnly: boolean
  readonly transform: boolean
  readonly assumeNoHelmHooks: boolean
  /** The wrapper has captured the chart's own hooks, and keeps Helm 3 from running them. */
  readonly hooksShown: boolean
}

/** What was rendered. */
export interface Rendered {
  /** It holds no objects. */
  readonly empty: boolean
  /** It holds hooks or waves. */
  readonly phased: boolean
}

/** What is done. Only `drive` opens a connection. */
export type RenderMode =
  | { readonly mode: 'plan' | 'transform' | 'pass-through'; readonly reason: string }
  | { readonly mode: 'drive'; readonly by: 'command-line'; readonly helm: HelmInvocation }
  | { readonly mode: 'drive'; readonly by: 'options'; readonly release: string; readonly namespace: string }
  | { readonly mode: 'fail'; readonly message: string; readonly hint: string }

/** Decides where what was rendered does not matter, else undefined. A proven dry run beats everything that would write. */
export function chooseByCall(call: RenderCall): RenderMode | undefined {
  const { helm, drive } = call
  if (call.planOnly) return { mode: 'plan', reason: 'only the plan was asked for' }
  if (call.transform) return transformMode(call)
  if (helm.proven && helm.dryRun) return { mode: 'plan', reason: dryReason(helm) }
  return helm.proven && drive !== undefined ? findContradiction(helm, drive) : undefined
}

/** Decides where `chooseByCall` has not. */
export function chooseByStream(call: RenderCall, stream: Rendered): RenderMode {
  const { helm, drive } = call
  const wanted: RenderMode = helm.proven
    ? { mode: 'drive', by: 'command-line', helm }
    : drive === undefined
      ? unprovenMode(helm, stream)
      : { mode: 'drive', by: 'options', ...drive }
  if (wanted.mode !== 'drive') return wanted
  if (stream.empty) return { mode: 'pass-through', reason: 'nothing was rendered' }
  return call.major === 3 && !mayDriveHelm3(call) ? hiddenHooksMode(stream) : wanted
}

function transformMode({ major }: RenderCall): RenderMode {
  if (major === 4) return { mode: 'transform', reason: 'hooks are handed to Helm as its own' }
  return {
    mode: 'fail',
    message: '--transform needs Helm 4; Helm 3 applies hooks of a post-renderer as plain objects',
    hint: 'use Helm 4, or leave it out',
  }
}

function dryReason({ subcommand }: HelmInvocation): string {
  return subcommand === 'template' ? 'helm template writes nothing' : `helm ${subcommand} is a dry run`
}

function unprovenMode({ reason }: NotProven, stream: Rendered): RenderMode {
  if (!stream.phased) return { mode: 'pass-through', reason: 'there are no hooks and no waves' }
  return {
    mode: 'fail',
    message: `it is not certain that this is a real run, and there are hooks or waves to run: ${reason}`,
    hint: OPTIONS,
  }
}

/** The command line is what Helm does; options that say something else are a mistake. */
function findContradiction(
  helm: HelmInvocation,
  { release, namespace }: { readonly release: string; readonly namespace: string },
): RenderMode | undefined {
  const other =
    helm.release !== release
      ? `--release is ${release}, but Helm works on ${helm.release}`
      : `--namespace is ${namespace}, but Helm works in ${helm.namespace}`
  const agrees = helm.release === release && (helm.namespace === undefined || helm.namespace === namespace)
  return agrees ? undefined : { mode: 'fail', message: other, hint: 'leave --drive out: Helm itself tells us enough' }
}

/** Helm 3 shows its own hooks to nobody, and would run pre-upgrade hooks after our Sync. */
function mayDriveHelm3({ helm, assumeNoHelmHooks, hooksShown }: RenderCall): boolean {
  return assumeNoHelmHooks || hooksShown || (helm.proven && helm.noHooks)
}

function hiddenHooksMode(stream: Rendered): RenderMode {
  if (!stream.phased) return { mode: 'pass-through', reason: 'there are no hooks and no waves that Helm 3 shows' }
  return {
    mode: 'fail',
    message: "Helm 3 does not show us the chart's own hooks and would run them after ours",
    hint: `${WRAPPER}, or give --no-hooks to Helm, or --assume-no-helm-hooks to us`,
  }
}

const WRAPPER = 'run it as kubectl hooksync helm install|upgrade …'

const OPTIONS = `${WRAPPER}, or pass by --post-renderer-args: --drive --release NAME --namespace NS for a real run, --plan-only for a dry one`
