// The decisions of a policy and the README's table of differences say the same.
import { readFileSync } from 'node:fs'
import { suite } from 'uvu'
import * as assert from 'uvu/assert'
import { ARGO_POLICY, OUR_POLICY } from '../src/policy.ts'
import type { Policy, PolicyDefaults } from '../src/policy.ts'

const test = suite('policy')

type Decision = Exclude<keyof Policy, 'defaults'> | keyof PolicyDefaults

/** The rows of the README that tell of a decision, by their first cells. */
const ROWS: Readonly<Record<Decision, readonly string[]>> = {
  checksManifests: [
    'a word in an annotation that it does not know',
    'a misspelt annotation, such as `argocd.argoproj.io/hooks`',
    'an object that has neither a name nor a `generateName`',
  ],
  gatesAtServer: ['the check before the first write'],
  appliesServerSide: ['how it writes'],
  wait: ['the last wave'],
  readsConditionStatus: ["a Job's condition whose status is False"],
  waveDelayMs: ['the pause after each wave'],
  failsDeletedHooks: ['a hook that somebody deletes while it runs'],
  awaitsNewStatus: ['a status that is older than the spec'],
  degradedGraceMs: ['a custom resource that is Degraded'],
  looksAgain: ['a resource that fails while the rest of its wave goes on, and recovers'],
  failsFast: ['what is stuck where waiting cannot help, such as an image that cannot be pulled'],
  gatesBeforeNamespace: ['a namespace that `CreateNamespace` or the manifests bring'],
  awaitsLeaving: ['a namespace that is being deleted, and that `CreateNamespace` or the manifests bring'],
  awaitsWebhooks: ['an admission or conversion webhook that cannot be called'],
  refusesInput: ['a kind that the server does not know'],
  asksRights: ['a right that is missing'],
  deletesBeforeTtl: ['a hook with `ttlSecondsAfterFinished: 0` and a policy that deletes it'],
  forcesEveryApply: ['`Force=true` without `Replace=true`'],
  keepsMisspelt: ['a live word that is to keep an object, misspelt, such as `prune=false`'],
  keepsNamespaces: ['a Namespace that left the manifests'],
  keepsWhatHelmKeeps: ['`helm.sh/resource-policy: keep` on what left the manifests'],
  skipsUnconfirmed: ['`Prune=confirm` that nobody has confirmed'],
  refusesForeign: [
    'an object that an Argo CD application, a Helm release or another ApplySet owns, or that is a hook of another application',
  ],
  remakesBindings: ['a binding whose `roleRef` changes'],
  // Nobody meets these alone: the first is a word in a saved plan, docs/health.md has the rules, the row on writing has the conflicts, and the rest is a word in the output.
  differs: [],
  mendsHealthRules: [],
  forcesKnownConflicts: [],
  tellsUnchanged: [],
}

/** The first cells of the table that are not marked *always*. */
function rowsOfReadme(): readonly string[] {
  const readme = readFileSync(new URL('../README.md', import.meta.url), 'utf8')
  const chapter = readme.split('## Where we differ from Argo CD')[1]?.split('\n## ')[0] ?? ''
  const cells = chapter.split('\n').flatMap((line) => /^\| ([^|]+) \|/.exec(line)?.[1]?.trim() ?? [])
  return cells.filter((cell) => cell !== '' && !cell.startsWith('---') && !cell.endsWith('(*always*)'))
}

test('each row of differences that --argo-compat turns off is a decision of the policy', () => {
  assert.equal(rowsOfReadme().toSorted(), Object.values(ROWS).flat().toSorted())
})

test("Argo CD's policy is another one in every decision", () => {
  const values = ({ defaults, ...decisions }: Policy): readonly (readonly [string, boolean | number])[] => [
    ...Object.entries(decisions),
    ...Object.entries(defaults),
  ]
  const argo = new Map(values(ARGO_POLICY))
  const same = values(OUR_POLICY).filter(([name, value]) => argo.get(name) === value)
  assert.equal(same, [])
})

test.run()
