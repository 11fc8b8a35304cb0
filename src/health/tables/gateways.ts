// What lets traffic in: Gateway API policies, Gloo, Contour, Airlock, Istio, Gardener's neighbours at Google, Flagger, DNS.
import {
  has,
  kinds,
  meaning,
  not,
  notTrue,
  phase,
  says,
  some,
  table,
  unlike,
  when,
} from '../vocabulary/words-of-rules.ts'
import { assessGateway, assessRoute } from '../custom/gateway-api.ts'
import type { HealthRow, HealthTable, HealthFamily, Test } from '../vocabulary/rule.ts'

const ANCESTORS = 'status.ancestors'

/** Numbers are what older Gloo versions write. */
const GLOO = {
  Healthy: ['Accepted', 1],
  Degraded: ['Warning', 3, 'Rejected', 2],
  Suspended: ['Pending', 0],
} as const

/** Each reporter's word, and the one word of older versions. */
const GLOO_TABLE: HealthTable = table(
  {
    Degraded: some('status.statuses', says('state', GLOO.Degraded, 'reason')),
    Suspended: some('status.statuses', says('state', GLOO.Suspended)),
    Healthy: some('status.statuses', says('state', GLOO.Healthy)),
  },
  meaning('status.state', GLOO),
)

const FLAGGER: HealthRow = {
  Degraded: phase('Failed'),
  Progressing: phase('Progressing', 'Finalising', 'Promoting'),
  Healthy: phase('Succeeded', 'Initialized'),
}

const VALID: HealthRow = {
  Healthy: when('Valid', 'True', { generation: 'current' }),
  Degraded: when('Valid', 'False', { generation: 'current' }),
}

const REFUSED: Test = some(ANCESTORS, notTrue(['Accepted', 'ResolvedRefs']))

/** argo-cd:resource_customizations, the groups named here */
export const GATEWAYS: HealthFamily = {
  'gateway.networking.k8s.io': () => ({
    GatewayClass: table({
      Healthy: when('Accepted', 'True', { generation: 'not other' }),
      Degraded: when('Accepted', 'False', { generation: 'not other' }),
    }),
    Gateway: {
      judge: assessGateway,
      words: {
        done: 'neither it nor a listener says that it is not Accepted, ResolvedRefs or Programmed',
        failed: 'its condition Accepted or ResolvedRefs is False, or that of a listener',
      },
    },
    ...kinds(['HTTPRoute', 'GRPCRoute'], {
      judge: assessRoute,
      words: {
        done: 'a gateway has taken it up, and none says that it is not Accepted or ResolvedRefs',
        failed: 'its condition Accepted or ResolvedRefs is False at one of its gateways',
      },
    }),
    BackendTLSPolicy: table(
      { Progressing: some(ANCESTORS, when('*', '*', { generation: 'other' })) },
      { Degraded: REFUSED, Healthy: some(ANCESTORS, when('Accepted')) },
    ),
  }),
  // Only its policies have a status.
  'microgateway.airlock.com': () => ({
    '*': table(
      { Healthy: not({ field: 'kind', endsWith: 'Policy' }) },
      { Progressing: some(ANCESTORS, when('*', '*', { generation: 'not current' })) },
      {
        Degraded: [REFUSED, some(ANCESTORS, not(when('Accepted', '*')))],
        Healthy: some(ANCESTORS, when('Accepted')),
      },
    ),
  }),
  'gateway.solo.io': () => ({
    ...kinds(
      ['Gateway', 'MatchableHttpGateway', 'RouteOption', 'RouteTable', 'VirtualHostOption', 'VirtualService'],
      GLOO_TABLE,
    ),
  }),
  'gloo.solo.io': () => ({ ...kinds(['Proxy', 'Settings', 'Upstream', 'UpstreamGroup'], GLOO_TABLE) }),
  'projectcontour.io': () => ({
    ExtensionService: table(VALID),
    // A parent that includes others and its children wait for each other; a sync must not wait for both.
    HTTPProxy: table({
      Healthy: [
        when('Valid', 'True', { generation: 'current' }),
        when('*', 'False', { generation: 'current', and: has('spec.includes') }),
      ],
      Degraded: when('Valid', 'False', { generation: 'current' }),
    }),
  }),
  // Numbers are the codes of its older API.
  'install.istio.io': () => ({
    IstioOperator: table(
      meaning('status.status', {
        Unknown: ['NONE', 0],
        Progressing: ['UPDATING', 1, 'RECONCILING', 2],
        Healthy: ['HEALTHY', 3],
        Degraded: ['ERROR', 4],
      }),
    ),
  }),
  'networking.gke.io': () => ({
    ManagedCertificate: table({
      Degraded: some('status.domainStatus', says('status', 'FailedNotVisible')),
      Healthy: says('status.certificateStatus', 'Active'),
    }),
  }),
  'flagger.app': () => ({
    Canary: unlike(
      table(
        FLAGGER,
        { Progressing: phase('Initializing', 'Waiting', 'Terminating'), Suspended: phase('WaitingPromotion') },
        { Unknown: 'otherwise' },
      ),
      'its phases Initializing, Waiting, WaitingPromotion and Terminating are Unknown there',
      FLAGGER,
      { Unknown: 'otherwise' },
    ),
  }),
  'proclaim.dogmatiq.io': () => ({
    DNSSDServiceInstance: table(
      { Degraded: when('Adopted', 'False') },
      { Degraded: when('Advertised', '*', { reason: ['AdvertiseError', 'UnadvertiseError'] }) },
      { Unknown: when('Discoverable', '*', { reason: 'DiscoveryError' }) },
      { Healthy: when('Discoverable') },
    ),
  }),
}
