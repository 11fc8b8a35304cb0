// Who has called the renderer: which Helm, what its command line proves, and how it hears of a failure.
import { fieldManagerOf, findHelm } from '../../helm/command-line/parent-process.ts'
import type { FoundHelm } from '../../helm/command-line/parent-process.ts'
import { parseHelmArgs } from '../../helm/command-line/parse-helm-args.ts'
import type { HelmInvocation, NotProven } from '../../helm/command-line/parse-helm-args.ts'
import type { HelmMajor } from '../../helm/command-line/helm-flags.ts'
import type { Io } from '../../io.ts'
import type { RenderWorld } from './render-world.ts'

/** What is known of the caller. */
export interface RenderCaller {
  readonly io: Io
  readonly world: RenderWorld
  readonly major: HelmMajor
  /** Undefined: no Helm was found among our ancestors. */
  readonly found: FoundHelm | undefined
}

/** Whose way of hearing of a failure it has: Helm 4 hides how its plugin ended, and nobody else may take that for a success. */
export function listenerOf({ found, major, io }: Pick<RenderCaller, 'found' | 'major' | 'io'>): HelmMajor {
  return found !== undefined || io.env['HELM_PLUGIN_NAME'] !== undefined ? major : 3
}

/** The name of a program with Helm's code in it; a Helm that was found has its own. */
export function callerOf({ found, world }: Pick<RenderCaller, 'found' | 'world'>): string | undefined {
  return found === undefined ? fieldManagerOf(world.readProcess(world.parentPid)) : undefined
}

/** The Helm above us, if there is one. */
export function findParent(major: HelmMajor, io: Io, world: RenderWorld): FoundHelm | undefined {
  return findHelm(world.parentPid, world.readProcess, {
    plugin: major === 4 ? (io.env['HELM_PLUGIN_NAME'] ?? 'kubectl-hooksync') : undefined,
    self: world.self,
    cwd: io.cwd,
    path: io.env['PATH'] ?? '',
    realpath: world.realpath,
  })
}

/** What its command line proves. */
export function proofOf({ found, major, io, world }: RenderCaller): HelmInvocation | NotProven {
  if (found !== undefined) return parseHelmArgs(found.argv, major, io.env)
  const isReadable = world.readProcess(world.parentPid) !== undefined
  const reason = isReadable
    ? 'no command line of Helm with --post-renderer was found among our ancestors'
    : 'the command line of the process that called us cannot be read here'
  return { proven: false, reason }
}
