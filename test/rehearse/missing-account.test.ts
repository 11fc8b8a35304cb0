// Rehearsals of pods and their ServiceAccounts: one that comes too late keeps pods from being made, one that nobody brings is taken to be there.
import { suite } from 'uvu'
import * as assert from 'uvu/assert'
import { completions, story, written } from './story.ts'

const test = suite('missing account')

const LATE = `
apiVersion: apps/v1
kind: Deployment
metadata: {name: web}
spec:
  progressDeadlineSeconds: 60
  selector: {matchLabels: {app: web}}
  template:
    metadata: {labels: {app: web}}
    spec: {serviceAccountName: runner, containers: [{name: main, image: a}]}
---
apiVersion: v1
kind: ServiceAccount
metadata: {name: runner, annotations: {argocd.argoproj.io/sync-wave: "1"}}
`

test('a Deployment whose account comes too late has no pods, and its failure says why', async () => {
  const run = await story(LATE)
  assert.is(run.exitCode, 1)
  const failure = run.events.find((event) => event.type === 'failure-diagnosed')
  assert.ok(failure?.type === 'failure-diagnosed')
  assert.match(
    failure.diagnosis.cause,
    /^FailedCreate: error looking up service account shop\/runner: serviceaccount "runner" not found$/,
  )
  assert.equal(failure.diagnosis.pods, [])
  assert.not.ok(run.left.some(({ kind }) => kind === 'Pod'))
})

test('the account that comes with the same wave is there before the pods', async () => {
  const run = await story(LATE.replace(', annotations: {argocd.argoproj.io/sync-wave: "1"}', ''))
  assert.equal([run.exitCode, written(run)], [0, ['created ServiceAccount shop/runner', 'created Deployment shop/web']])
})

test('a pod is made although nobody brings its account, even in a namespace that the run makes', async () => {
  const run = await story(`
apiVersion: v1
kind: Namespace
metadata: {name: shop}
---
apiVersion: v1
kind: Pod
metadata: {name: once, annotations: {argocd.argoproj.io/hook: Sync}}
spec: {serviceAccountName: runner, restartPolicy: Never, containers: [{name: main, image: a}]}
`)
  assert.equal(completions(run).at(-1), '10s Succeeded Pod shop/once')
})

test.run()
