// The wrapper's decisions: which words Helm gets, and the plugin that leads it back to us. Pure; starts nothing.
import { UsageError } from '../../errors.ts'
import type { HelmMajor } from '../command-line/helm-flags.ts'
import type { HelmInvocation, NotProven } from '../command-line/parse-helm-args.ts'

/** The name by which a wrapped Helm knows us. */
export const WRAPPED_PLUGIN = 'kubectl-hooksync'

/** `v4.3.1+gabcdef` → 4; undefined for a major that we do not know. */
export function helmMajor(version: string): HelmMajor | undefined {
  const major = /^v(\d+)\.\d/.exec(version.trim())?.[1]
  return major === '3' || major === '4' ? (Number(major) === 3 ? 3 : 4) : undefined
}

/** The words for Helm: the user's own, and us before them, for behind a `--` we would be no flag. */
export function wrapHelmWords(words: readonly string[], helm: HelmInvocation | NotProven): readonly string[] {
  if (!helm.proven) throw new UsageError(`it is not certain what Helm would do: ${helm.reason}`)
  if (helm.subcommand === 'template') {
    throw new UsageError('helm template writes nothing', 'wrapped are helm install and helm upgrade')
  }
  if (helm.postRenderer !== undefined) {
    throw new UsageError(
      `--post-renderer ${helm.postRenderer} was given, and Helm takes one only`,
      'leave it out: the wrapper is the post-renderer',
    )
  }
  return [`--post-renderer=${WRAPPED_PLUGIN}`, ...words]
}

/** The plugin.yaml of a wrapped Helm; `node` and `program` are paths. */
export function wrapperPlugin(node: string, program: string): string {
  // Helm would expand a variable there.
  if (`${node}${program}`.includes('$')) {
    throw new UsageError(`Helm cannot start ${program}: its path holds a $`, 'install it in a folder without one')
  }
  return `apiVersion: v1
type: postrenderer/v1
name: ${WRAPPED_PLUGIN}
version: 0.1.0
runtime: subprocess
runtimeConfig:
  platformCommand:
    - command: ${JSON.stringify(node)}
      args: [${JSON.stringify(program)}, post-render]
`
}
