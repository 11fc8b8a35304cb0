// The way back after a failed drive of which Helm knows nothing: the words and variables of `helm rollback`. Pure; starts nothing.
import type { HelmInvocation } from '../command-line/parse-helm-args.ts'

/** What Helm itself would do for --atomic (helm/helm:pkg/action/upgrade.go, failRelease), with all that it takes from the upgrade. */
export function rollbackWords(meant: HelmInvocation, revision: number): readonly string[] {
  const { major, release, wait, waitForJobs, timeoutMs, noHooks, forceReplace } = meant
  const words = [
    'rollback',
    release ?? '',
    String(revision),
    major === 3 ? '--wait' : `--wait=${wait}`,
    `--timeout=${timeoutMs / 1000}s`,
    ...given('--wait-for-jobs', waitForJobs),
    ...given('--no-hooks', noHooks),
  ]
  const replacing =
    major === 3
      ? [...given('--force', forceReplace), ...given('--recreate-pods', meant.recreatePods)]
      : [
          ...given('--force-replace', forceReplace),
          ...given('--force-conflicts', meant.forceConflicts),
          `--server-side=${meant.serverSide}`,
        ]
  // The command keeps ten revisions if nothing is said; Helm's own way back deletes none.
  return [...words, ...replacing, '--history-max=0']
}

function given(flag: string, isOn: boolean): readonly string[] {
  return isOn ? [flag] : []
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
