// Where Helm connects to and what it works in: its flags, else its variables. Writing elsewhere than Helm is the worst we can do.
import type { GivenFlag } from './read-helm-words.ts'

/** Variables of a process. */
export type Env = Readonly<Record<string, string | undefined>>

/** How Helm reaches its cluster, in the words of our own flags; what is undefined comes from the kubeconfig. */
export type HelmConnection = Readonly<ReturnType<typeof helmConnection>>

/** Mirrors helm/helm:pkg/cli/environment.go: a flag counts even when it is empty, and then the kubeconfig decides. */
export function helmConnection(flags: readonly GivenFlag[], env: Env) {
  const text = (flag: string, variable?: string): string | undefined => {
    return (lastValue(flags, flag) ?? (variable === undefined ? undefined : env[variable])) || undefined
  }
  const groups = flags.filter(({ name }) => name === 'kube-as-group').map(({ value }) => value ?? '')
  const asGroup = groups.length > 0 ? groups : csvVariable(env['HELM_KUBEASGROUPS'])
  return {
    kubeconfig: text('kubeconfig'),
    context: text('kube-context', 'HELM_KUBECONTEXT'),
    server: text('kube-apiserver', 'HELM_KUBEAPISERVER'),
    token: text('kube-token', 'HELM_KUBETOKEN'),
    as: text('kube-as-user', 'HELM_KUBEASUSER'),
    asGroup: asGroup.length === 0 ? undefined : asGroup,
    caFile: text('kube-ca-file', 'HELM_KUBECAFILE'),
    tlsServerName: text('kube-tls-server-name', 'HELM_KUBETLS_SERVER_NAME'),
    insecureSkipTlsVerify:
      (switchState(flags, 'kube-insecure-skip-tls-verify') ??
        goBoolean(env['HELM_KUBEINSECURE_SKIP_TLS_VERIFY'] ?? '') ??
        false) ||
      undefined,
  }
}

/** The namespace that Helm was told; undefined: the context's, else `default`. */
export function helmNamespace(flags: readonly GivenFlag[], env: Env): string | undefined {
  return (lastValue(flags, 'namespace') ?? env['HELM_NAMESPACE']) || undefined
}

/** Where Helm keeps its releases. */
export type HelmStorage = 'secret' | 'configmap' | 'sql' | 'memory'

/** The storage by `HELM_DRIVER`; undefined for a word that Helm does not know (helm/helm:pkg/action/action.go, Init). */
export function helmStorage(env: Env): HelmStorage | undefined {
  const driver = env['HELM_DRIVER'] ?? ''
  if (driver === '' || driver === 'secret' || driver === 'secrets') return 'secret'
  if (driver === 'configmap' || driver === 'configmaps') return 'configmap'
  return driver === 'sql' || driver === 'memory' ? driver : undefined
}

/** The last flag of a name; undefined when it was not given. */
export function lastGiven(flags: readonly GivenFlag[], name: string): GivenFlag | undefined {
  return flags.findLast((flag) => flag.name === name)
}

/** Its value; undefined when it was not given or has none. */
export function lastValue(flags: readonly GivenFlag[], name: string): string | undefined {
  return lastGiven(flags, name)?.value
}

/** The state of a switch by the last of its names; undefined when none was given. */
export function switchState(flags: readonly GivenFlag[], ...names: readonly string[]): boolean | undefined {
  const last = flags.findLast(({ name }) => names.includes(name))
  return last === undefined ? undefined : goBoolean(last.value ?? 'true')
}

/** A truth value as Go reads it, or undefined. */
export function goBoolean(text: string): boolean | undefined {
  if (['1', 't', 'T', 'true', 'TRUE', 'True'].includes(text)) return true
  return ['0', 'f', 'F', 'false', 'FALSE', 'False'].includes(text) ? false : undefined
}

function csvVariable(text: string | undefined): readonly string[] {
  const trimmed = (text ?? '').replace(/^[, ]+|[, ]+$/g, '')
  return trimmed === '' ? [] : trimmed.split(',')
}
