// The command from its words to its text: whole explanations as a user reads them.
import { suite } from 'uvu'
import * as assert from 'uvu/assert'
import { runMain } from '../support/run-main.ts'

const test = suite('explain command')

const SHOP = `apiVersion: batch/v1
kind: Job
metadata:
  name: migrate
  namespace: shop
  annotations:
    argocd.argoproj.io/hook: PreSync
    hooksync.dev/timeout: 5m
spec: { backoffLimit: 1, ttlSecondsAfterFinished: 60 }
---
apiVersion: apps/v1
kind: Deployment
metadata: { name: web, namespace: shop, annotations: { argocd.argoproj.io/sync-wave: "2" } }
spec: { replicas: 2 }
---
apiVersion: v1
kind: Secret
metadata: { name: token, namespace: shop }
stringData: { token: correct-horse-battery }
---
apiVersion: batch/v1
kind: Job
metadata:
  name: smoke
  namespace: shop
  annotations: { helm.sh/hook: post-upgrade, helm.sh/hook-delete-policy: hook-succeeded }
---
apiVersion: v1
kind: Pod
metadata: { name: try, namespace: shop, annotations: { helm.sh/hook: test } }
---
apiVersion: batch/v1
kind: Job
metadata: { generateName: alarm-, namespace: shop, annotations: { argocd.argoproj.io/hook: SyncFail } }
`

async function explain(...words: readonly string[]): Promise<string> {
  const { exitCode, stdout, stderr } = await runMain(['explain', ...words, '-f', '-'], SHOP)
  assert.equal([exitCode, stderr], [0, ''])
  return stdout
}

test('a hook: why, what it waits for, what waits for it, how it ends and when it goes', async () => {
  assert.is(
    await explain('Job/migrate'),
    `Job shop/migrate, <stdin>:1

Runs in PreSync wave 0
  phase PreSync  argocd.argoproj.io/hook: PreSync (<stdin>:7:30)
  wave 0         no argocd.argoproj.io/sync-wave: 0
  order          number 1 of 4 waves

Waits for
  the dry run of all manifests, and nothing else: its wave is the first
  in its wave: what the last sync left of Job shop/migrate (hook) to be gone (BeforeHookCreation)

What waits for it
  until it is done: 3 later waves
    Sync wave 0: 1 task: Secret shop/token
    Sync wave 2: 1 task: Deployment shop/web
    PostSync wave 0: 1 task: Job shop/smoke (hook)

Done when
  done     its condition Complete is True
  failed   its condition Failed is True: after 1 retry (backoffLimit 1)
  timeout  hooksync.dev/timeout: 5m (<stdin>:8:27): it counts as failed after 5m00s

If it fails
  no later wave starts, and SyncFail hooks run: Job shop/alarm-… (hook)

Deleted
  BeforeHookCreation  the default
                      it stays until the next sync, which deletes it when its wave starts, before it is created anew
  after 60s           spec.ttlSecondsAfterFinished: Kubernetes itself deletes it so long after its end
`,
  )
})

test('a plain resource', async () => {
  assert.is(
    await explain('deploy/web'),
    `Deployment shop/web, <stdin>:11

Runs in Sync wave 2
  phase Sync  it is not a hook: everything else is applied in Sync
  wave 2      argocd.argoproj.io/sync-wave: 2 (<stdin>:13:86)
  order       number 3 of 4 waves

Waits for
  2 earlier waves to be done, not only written
    PreSync wave 0: 1 task: Job shop/migrate (hook)
    Sync wave 0: 1 task: Secret shop/token

What waits for it
  until it is done: 1 later wave
    PostSync wave 0: 1 task: Job shop/smoke (hook)

Done when
  done    all replicas (2) of the new revision are available and the old ones are gone
  failed  there is no progress for 600s (progressDeadlineSeconds)

If it fails
  no later wave starts, and SyncFail hooks run: Job shop/alarm-… (hook)

Deleted
  never  a sync deletes hooks only; a plain resource stays
`,
  )
})

test('a lifted namespace, and the order of kinds inside a wave', async () => {
  const text = `apiVersion: v1
kind: Namespace
metadata: { name: shop }
---
apiVersion: v1
kind: ConfigMap
metadata: { name: a, namespace: shop, annotations: { argocd.argoproj.io/hook: PreSync } }
---
apiVersion: v1
kind: ConfigMap
metadata: { name: b, namespace: shop, annotations: { argocd.argoproj.io/hook: PreSync } }
---
apiVersion: v1
kind: Service
metadata: { name: web, namespace: shop }
`
  const namespace = await runMain(['explain', 'ns/shop', '-n', 'shop', '-f', '-'], text)
  assert.match(
    namespace.stdout,
    `Runs in PreSync wave 0
  own phase Sync  it is not a hook: everything else is applied in Sync
  own wave 0      no argocd.argoproj.io/sync-wave: 0
  PreSync wave 0  lifted before ConfigMap shop/a, the first object that lives in it
                  when it is absent it goes before everything else
  order           number 1 of 2 waves
                  step 1 of 2 in it, by Argo CD's order of kinds, then by name: [Namespace], ConfigMap

Waits for
  the dry run of all manifests, and nothing else: its wave is the first
`,
  )
  const config = await runMain(['explain', 'cm/b', '-f', '-'], text)
  assert.match(
    config.stdout,
    `                 step 2 of 2 in it, by Argo CD's order of kinds, then by name: Namespace, [ConfigMap]
                 at the same time as ConfigMap shop/a (hook)
`,
  )
  assert.match(config.stdout, '  in its wave: Namespace shop to be written, not to be done\n')
})

test('a Helm hook that only HookSucceeded deletes', async () => {
  const text = await explain('Job/smoke')
  assert.match(
    text,
    `Runs in PostSync wave 0
  phase PostSync  helm.sh/hook: post-upgrade (<stdin>:26:32): Argo CD's PostSync
                  on each sync; in a run of Helm only on that event
  wave 0          no sync-wave and no hook-weight: 0
`,
  )
  assert.match(
    text,
    `What waits for it
  the end of the sync: its wave is the last
`,
  )
  assert.match(
    text,
    `Deleted
  HookSucceeded  helm.sh/hook-delete-policy: hook-succeeded (<stdin>:26:74)
                 when the whole sync has succeeded, together with those of all phases; not when its own phase is over
  stays          otherwise it stays, and the next sync applies onto it: an unchanged one does not run again
                 BeforeHookCreation would make it run each time
`,
  )
})

test('a SyncFail hook with a generated name', async () => {
  const text = await explain('Job/alarm-')
  assert.match(
    text,
    'Job shop/alarm-…, <stdin>:32 (generateName: each sync gives it a new name)\n\nRuns in SyncFail, only when the sync fails\n',
  )
  assert.match(
    text,
    `Deleted
  BeforeHookCreation  the default
                      never: each sync gives it a new name, so there is nothing to delete before
  stays               each sync leaves one more: HookSucceeded would delete it
`,
  )
})

test('what is not run says why', async () => {
  assert.is(
    await explain('Pod/try'),
    `Pod shop/try, <stdin>:28

Not run
  helm.sh/hook: test (<stdin>:30:70): no phase of this sync is for this Helm hook, so it is not applied
`,
  )
})

test('--no-hooks, --create-namespace, --no-wait and -n change the answer', async () => {
  assert.match(await explain('Job/migrate', '--no-hooks'), 'it is a hook, and --no-hooks leaves hooks out')
  assert.match(
    await explain('ns/shop', '--create-namespace', '-n', 'shop'),
    '--create-namespace adds it when it is absent',
  )
  assert.match(
    await explain('Deployment/web', '--no-hooks', '--no-wait'),
    'What waits for it\n  nothing: the last wave is not awaited: its wave is the last\n',
  )
})

test('-o json is the same as data, without the object', async () => {
  const text = await explain('Secret/token', '-o', 'json')
  const { v, key, runs, health } = JSON.parse(text)
  assert.equal(
    [v, key.name, runs[0].task.wave, runs[0].earlier[0].tasks[0].key.name, health.done],
    [1, 'token', 0, 'migrate', 'as soon as it is applied: Secret has no health rule'],
  )
  assert.not.match(text, 'correct-horse')
  assert.not.match(text, 'excerpt')
})

test('no target, an unknown one and one word too many are usage errors', async () => {
  const none = await runMain(['explain', '-f', '-'], SHOP)
  assert.equal(
    [none.exitCode, none.stderr],
    [
      2,
      'error: say which resource to explain\n  one of Job/migrate, Job/smoke, Pod/try, Job/alarm-, Deployment/web, Secret/token\n',
    ],
  )
  const near = await runMain(['explain', 'Job/migarte', '-f', '-'], SHOP)
  assert.equal([near.exitCode, near.stderr], [2, 'error: no manifest is Job/migarte\n  did you mean Job/migrate?\n'])
  const many = await runMain(['explain', 'Job/migrate', 'Job/smoke', '-f', '-'], SHOP)
  assert.equal(
    [many.exitCode, many.stderr],
    [2, 'error: unexpected argument "Job/smoke"\n  beside flags there is only KIND/NAME\n'],
  )
})

test('invalid manifests are told as everywhere; with --argo-compat what Argo CD drops is explained', async () => {
  const typo =
    'apiVersion: batch/v1\nkind: Job\nmetadata: { name: m, annotations: { argocd.argoproj.io/hook: PreSinc } }\n'
  const refused = await runMain(['explain', 'Job/m', '-f', '-'], typo)
  assert.is(refused.exitCode, 3)
  assert.match(refused.stderr, 'UNKNOWN_HOOK_TYPE "PreSinc" is not a hook type')
  const { stdout } = await runMain(['explain', 'Job/m', '-f', '-', '--argo-compat'], typo)
  assert.match(
    stdout,
    'argocd.argoproj.io/hook: PreSinc (<stdin>:3:62): that is not a hook type, and Argo CD drops such an object without a word',
  )
})

test('hostile names and values do not drive the terminal', async () => {
  const hostile = String.raw`{ "apiVersion": "v1", "kind": "ConfigMap\u001b[31m", "metadata": { "name": "a", "annotations": { "argocd.argoproj.io/hook": "PreSync,\u001b]0;x\u0007\u202e\n::error::" } } }`
  const { stdout } = await runMain(['explain', 'ConfigMap\u001b[31m/a', '-f', '-', '--argo-compat'], hostile)
  assert.match(stdout, 'Runs in PreSync')
  assert.not.match(stdout, /[\u0000-\u0009\u000b-\u001f\u202e]/)
})

test.run()
