// Where Helm connects to as flags, for commands that people are told: kubectl and our own commands have them. Reads nothing.
import type { ConnectOptions } from '../../cluster/kube/config/connect-options.ts'

/** The flags; left out are the token, which is a secret, and Helm's own file of certificates, for which we have no flag. */
export function connectionWords(connection: ConnectOptions): readonly string[] {
  const { kubeconfig, context, server, as, asGroup = [], insecureSkipTlsVerify } = connection
  return [
    ...Object.entries({ kubeconfig, context, server, as }).flatMap(([name, value]) =>
      value === undefined ? [] : [`--${name}`, value],
    ),
    ...asGroup.flatMap((group) => ['--as-group', group]),
    ...(insecureSkipTlsVerify === true ? ['--insecure-skip-tls-verify'] : []),
  ]
}
