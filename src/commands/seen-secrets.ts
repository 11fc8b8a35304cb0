// Hears what the Secrets of the manifests hold in the cluster, from the lists that a sync asks for anyway. Asks nothing itself.
import type { Cluster } from '../cluster/port.ts'
import type { KubeObject } from '../manifest/kube-object.ts'
import type { Manifest } from '../manifest/manifest.ts'
import { isSecret } from '../manifest/well-known.ts'

/** The same cluster; `hear` is told of live Secrets that have the name of one of the manifests, before anybody else sees them. */
export function hearingSecrets(
  cluster: Cluster,
  manifests: readonly Manifest[],
  hear: (secrets: readonly KubeObject[]) => void,
): Cluster {
  const names = new Set(manifests.flatMap(({ object }) => (isSecret(object) ? [object.metadata.name] : [])))
  if (names.size === 0) return cluster
  const heard = new Set<string>()
  const isNews = ({ metadata }: KubeObject): boolean => {
    const version = `${metadata.uid}@${metadata.resourceVersion}`
    return !heard.has(version) && heard.add(version).has(version)
  }
  return {
    ...cluster,
    list: async (type, selection, options) => {
      const found = await cluster.list(type, selection, options)
      const secrets = found.items.filter((item) => isSecret(item) && names.has(item.metadata.name) && isNews(item))
      if (secrets.length > 0) hear(secrets)
      return found
    },
  }
}
