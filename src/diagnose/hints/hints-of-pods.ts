// Hints for pods and their containers: images, configuration, exit codes, nodes, volumes. The first row that fits counts. Pure.
import type { Hint } from './hint.ts'

/** By its own exit code, whatever its log says. */
const exited = (code: number): RegExp =>
  new RegExp(`^(?:CrashLoopBackOff: )?(?:init )?container "[^"]*" exited with code ${code}\\b`)

/** What an exit code says by itself. */
const EXIT_CODES: readonly (readonly [number, string])[] = [
  [126, 'the command cannot be executed: check its mode bits and its platform'],
  [127, 'the command was not found in the image'],
  [137, 'killed (SIGKILL): out of memory, a failing liveness probe, or the pod was deleted'],
  [139, 'it crashed (SIGSEGV)'],
  [143, 'it was told to stop (SIGTERM): the pod was deleted, or a probe failed'],
]

const OF_EXIT_CODES: readonly Hint[] = EXIT_CODES.map(([code, hint]) => ({
  of: ['ExitCode', 'CrashLoop'],
  seen: `exit code ${code}`,
  says: exited(code),
  hint,
}))

const EARLIER = 'create it in an earlier phase or wave than what needs it'

/** The rows about pods. */
export const HINTS_OF_PODS: readonly Hint[] = [
  {
    of: ['ImagePull'],
    seen: 'the name of an image is not valid',
    says: /InvalidImageName/,
    hint: 'write the image as registry/name:tag, in lower case',
  },
  {
    of: ['ImagePull'],
    seen: 'an image is not on the node, and may not be pulled',
    says: /ErrImageNeverPull/,
    hint: 'imagePullPolicy is Never and the image is not on the node',
  },
  {
    of: ['ImagePull'],
    seen: 'a Secret of `imagePullSecrets` is not there',
    says: /image pull secrets (?<secrets>[^:;]+?) are not there/,
    hint: 'create the Secret {secrets}, of type kubernetes.io/dockerconfigjson, in an earlier phase or wave',
  },
  {
    of: ['ImagePull'],
    seen: 'the registry does not let the node pull',
    says: /unauthorized|authentication|denied|forbidden|no basic auth/i,
    hint: 'check the name of the image, imagePullSecrets and the right to pull it',
  },
  {
    of: ['ImagePull'],
    seen: 'the registry limits pulls',
    says: /toomanyrequests|rate limit/i,
    hint: 'the registry limits pulls: use credentials or a mirror',
  },
  {
    of: ['ImagePull'],
    seen: 'an image is built for another platform',
    says: /no match(?:ing manifest)? for/i,
    hint: 'build the image for the platform of the nodes too, or choose nodes by kubernetes.io/arch',
  },
  {
    of: ['ImagePull'],
    seen: 'an image does not exist, often a typo',
    says: /not found|manifest unknown|does not exist/i,
    hint: 'check the name and tag of the image',
  },
  {
    of: ['ImagePull'],
    seen: 'the node cannot reach the registry',
    says: /no such host|timeout|connection refused|i\/o/i,
    hint: 'the node cannot reach the registry',
  },
  {
    of: ['ContainerConfig'],
    seen: 'a ConfigMap or Secret has no such key',
    says: /couldn't find key/i,
    hint: 'add the key, or make the reference optional',
  },
  {
    of: ['ContainerConfig', 'Mount'],
    seen: 'a ConfigMap or Secret is not there',
    says: /not found/i,
    hint: EARLIER,
  },
  {
    of: ['ContainerConfig'],
    seen: 'an image runs as root, which the pod does not allow',
    says: /runAsNonRoot/i,
    hint: 'set securityContext.runAsUser, or use an image that does not run as root',
  },
  {
    of: ['OutOfMemory'],
    seen: 'a container went over its memory limit',
    says: /memory limit/,
    hint: 'raise resources.limits.memory, or use less memory',
  },
  {
    of: ['OutOfMemory'],
    seen: 'the node ran out of memory',
    says: /ran out of memory/,
    hint: 'set resources.requests.memory',
  },
  {
    of: ['ExitCode'],
    seen: 'a container failed, and another one of its pod goes on',
    says: /exited with code/,
    hint: 'container "{running}" still runs, so the pod does not end',
  },
  {
    of: ['CrashLoop'],
    seen: 'a container that ends well is started again and again',
    says: exited(0),
    hint: 'it ends well, but its restart policy starts it again',
  },
  ...OF_EXIT_CODES,
  {
    of: ['Sidecar'],
    seen: 'a sidecar keeps a Job alive',
    says: /but "(?<running>[^"]*)" still runs/,
    hint: 'make "{running}" an init container with restartPolicy: Always, or let it end',
  },
  {
    of: ['PodEnded'],
    seen: 'a pod was evicted',
    says: /^Evicted/,
    hint: 'set requests that fit what it uses',
  },
  {
    of: ['SchedulingGated'],
    seen: 'a pod has scheduling gates',
    says: /^SchedulingGated/,
    hint: 'its scheduling gates have to be removed',
  },
  {
    of: ['Unschedulable'],
    seen: 'a pod waits for its claim',
    says: /unbound immediate PersistentVolumeClaims|persistentvolumeclaim "[^"]*" not found/i,
    hint: 'look at its PersistentVolumeClaim',
  },
  {
    of: ['Unschedulable'],
    seen: 'no node has room',
    says: /Insufficient/,
    hint: 'free capacity, add nodes, or lower resources.requests',
  },
  {
    of: ['Unschedulable'],
    seen: 'a taint keeps a pod off the nodes',
    says: /untolerated taint|had taint/,
    hint: 'add a toleration, or remove the taint',
  },
  {
    of: ['Unschedulable'],
    seen: 'no node has the labels that a pod asks for',
    says: /node affinity|node selector/,
    hint: 'check nodeSelector and affinity against the labels of the nodes',
  },
  {
    of: ['Unschedulable'],
    seen: 'pods may not stand together',
    says: /anti-affinity|topology spread/,
    hint: 'there are not enough nodes for its spreading rules',
  },
  {
    of: ['Unschedulable'],
    seen: 'there is no node',
    says: /no nodes available/,
    hint: 'the cluster has no ready node',
  },
  {
    of: ['Mount'],
    seen: 'a volume is attached to another node',
    says: /Multi-Attach/,
    hint: 'another node still holds the volume',
  },
  {
    of: ['Probe'],
    seen: 'a probe finds nobody who listens',
    says: /connection refused/,
    hint: 'check the port of the probe; if it only starts slowly, give it a startupProbe',
  },
  {
    of: ['Probe'],
    seen: 'a probe is answered with 404',
    says: /statuscode: 404/,
    hint: 'check the path of the probe',
  },
  {
    of: ['Terminating'],
    seen: 'a finalizer holds a pod',
    says: /held by the finalizer (?<finalizer>\S+)/,
    hint: 'what has set {finalizer} has to remove it: does its controller run?',
  },
]
