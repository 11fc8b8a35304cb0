// The way back after a failed drive of which Helm knows nothing: the words and variables of `helm rollback`. Pure; starts nothing.
import type { HelmInvocation } from '../command-line/parse-helm-args.ts'

/** What Helm itself would do for --atomic: back to a revision, awaited, with the hooks of a rollback. */
export function rollbackWords({ release, timeoutMs, noHooks }: HelmInvocation, revision: number): readonly string[] {
  return [
    'rollback',
    release ?? '',
    String(revision),
    '--wait',
    `--timeout=${timeoutMs / 1000}s`,
    ...(noHooks ? ['--no-hooks'] : []),
  ]
}

/**
 * Where the user's own words led Helm to, as variables: a token must not stand on a command line of ours. Also those that
 * a flag without a value has undone.
 */
export function connectionVariables({ connection, namespace }: HelmInvocation): Readonly<Record<string, string>> {
  const { kubeconfig, context, server, token, as, asGroup, caFile, tlsServerName, insecureSkipTlsVerify } = connection
  return {
    ...(kubeconfig === undefined ? {} : { KUBECONFIG: kubeconfig }),
    HELM_NAMESPACE: namespace ?? '',
    HELM_KUBECONTEXT: context ?? '',
    HELM_KUBEAPISERVER: server ?? '',
    HELM_KUBETOKEN: token ?? '',
    HELM_KUBEASUSER: as ?? '',
    HELM_KUBEASGROUPS: asGroup?.join(',') ?? '',
    HELM_KUBECAFILE: caFile ?? '',
    HELM_KUBETLS_SERVER_NAME: tlsServerName ?? '',
    HELM_KUBEINSECURE_SKIP_TLS_VERIFY: String(insecureSkipTlsVerify === true),
  }
}
