// The flags that say which cluster, as whom. Data only.
import { underHeading } from '../flag.ts'

/** The rows, in the order of the help. */
export const CONNECTION_FLAG_TABLE = underHeading('Cluster', [
  {
    name: 'namespace',
    alias: 'n',
    key: 'namespace',
    type: 'value',
    value: 'NAMESPACE',
    default: "the context's",
    description: 'namespace of manifests that name none',
  },
  {
    name: 'context',
    type: 'value',
    value: 'NAME',
    default: 'the current one',
    description: 'context of the kubeconfig',
  },
  { name: 'cluster', type: 'value', value: 'NAME', description: 'cluster of the kubeconfig' },
  { name: 'user', type: 'value', value: 'NAME', description: 'user of the kubeconfig' },
  {
    name: 'kubeconfig',
    type: 'value',
    value: 'FILE',
    default: '$KUBECONFIG or ~/.kube/config',
    description: 'the kubeconfig',
  },
  { name: 'as', type: 'value', value: 'USER', description: 'user to impersonate' },
  {
    name: 'as-group',
    type: 'list',
    value: 'GROUP',
    description: 'group to impersonate, with --as; repeatable',
  },
  { name: 'token', type: 'value', value: 'TOKEN', description: 'bearer token for the API server' },
  {
    name: 'server',
    alias: 's',
    type: 'value',
    value: 'URL',
    description: 'address of the API server',
  },
  {
    name: 'request-timeout',
    type: 'value',
    value: 'DURATION',
    default: 'built-in limits',
    description: 'give up on a single request after so long; 0 means no limit',
  },
  {
    name: 'insecure-skip-tls-verify',
    type: 'switch',
    description: "do not check the server's certificate; not safe",
  },
])
