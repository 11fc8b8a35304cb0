// The words that name a resource, and what is said when they name none or several.
import { suite } from 'uvu'
import * as assert from 'uvu/assert'
import { UsageError } from '../../../src/errors.ts'
import { readDirectives } from '../../../src/hook/read-directives.ts'
import { findExplained } from '../../../src/plan/explain/find-target.ts'
import type { Target } from '../../../src/plan/plan-sync.ts'
import { annotate, object } from '../../support/objects.ts'

const test = suite('find target')

function target(group: string, kind: string, path: string, hook?: string): Target {
  const [namespace = '', name = ''] = path.includes('/') ? path.split('/') : ['', path]
  const parts = hook === undefined ? {} : { annotations: annotate({ hook }) }
  const found = object(kind, name, parts)
  return {
    key: { group, kind, namespace, name },
    object: found,
    directives: readDirectives(found),
    location: { source: 'in.yaml', line: namespace.length, column: 1 },
  }
}

const MIGRATE = target('batch', 'Job', 'shop/migrate', 'PreSync')
const TARGETS: readonly Target[] = [
  target('apps', 'Deployment', 'shop/web'),
  target('legacy.example.com', 'Deployment', 'shop/web'),
  target('apps', 'Deployment', 'shop/api'),
  target('apps', 'Deployment', 'prod/api'),
  MIGRATE,
  target('', 'Namespace', 'shop'),
  target('policy.example.com', 'Policy', 'shop/strict'),
  target('apps', 'StatefulSet', 'shop/edge'),
  target('', 'Service', 'shop/edge'),
  target('serving.knative.dev', 'Service', 'shop/edge'),
]

const HELP = {
  plurals: new Map([
    ['batch/Job', 'jobs'],
    ['policy.example.com/Policy', 'policies'],
  ]),
  namespace: undefined,
}

function find(text: string | undefined, namespace?: string): string {
  try {
    const { key } = findExplained(text, TARGETS, { ...HELP, namespace })
    return `${key.group}/${key.kind} ${key.namespace}/${key.name}`
  } catch (error) {
    if (!(error instanceof UsageError)) throw error
    return `${error.exitCode} ${error.message} | ${error.hint ?? ''}`
  }
}

const FOUND: readonly (readonly [string, string | undefined, string])[] = [
  ['Job/migrate', undefined, 'batch/Job shop/migrate'],
  ['job/migrate', undefined, 'batch/Job shop/migrate'],
  ['jobs/migrate', undefined, 'batch/Job shop/migrate'],
  ['jobs.batch/migrate', undefined, 'batch/Job shop/migrate'],
  ['Job/shop/migrate', undefined, 'batch/Job shop/migrate'],
  // A single match is meant, whatever the namespace of the others is.
  ['Job/migrate', 'prod', 'batch/Job shop/migrate'],
  ['Service./shop/edge', undefined, '/Service shop/edge'],
  ['policies/strict', undefined, 'policy.example.com/Policy shop/strict'],
  ['Deployment.apps/web', undefined, 'apps/Deployment shop/web'],
  ['deploy/api', 'prod', 'apps/Deployment prod/api'],
  ['deployment/prod/api', 'shop', 'apps/Deployment prod/api'],
  ['ns/shop', undefined, '/Namespace /shop'],
]

for (const [text, namespace, expected] of FOUND) {
  test(`${text}${namespace === undefined ? '' : ` -n ${namespace}`} is found`, () => {
    assert.is(find(text, namespace), expected)
  })
}

const KNOWN =
  'Job/migrate, Deployment/web, Deployment/api, Namespace/shop, Policy/strict, StatefulSet/edge, Service/edge'

const REFUSED: readonly (readonly [string | undefined, string])[] = [
  [undefined, `2 say which resource to explain | one of ${KNOWN}`],
  ['migrate', '2 "migrate" names no resource | write KIND/NAME or KIND/NAMESPACE/NAME, e.g. Deployment/web'],
  ['Job/', '2 "Job/" names no resource | write KIND/NAME or KIND/NAMESPACE/NAME, e.g. Deployment/web'],
  ['a/b/c/d', '2 "a/b/c/d" names no resource | write KIND/NAME or KIND/NAMESPACE/NAME, e.g. Deployment/web'],
  ['Job/migarte', '2 no manifest is Job/migarte | did you mean Job/migrate?'],
  ['Pod/migrate', '2 no manifest is Pod/migrate | did you mean Job/migrate?'],
  ['Servic/edge', '2 no manifest is Servic/edge | did you mean Service/edge?'],
  ['Job.apps/migrate', '2 no manifest is Job.apps/migrate | did you mean Job/migrate?'],
  ['CronJob/nightly-report', `2 no manifest is CronJob/nightly-report | the manifests hold ${KNOWN}`],
  [
    'Deployment/web',
    '2 2 resources are Deployment/web: Deployment shop/web (in.yaml:4), Deployment shop/web (in.yaml:4) | write Deployment.apps/shop/web or Deployment.legacy.example.com/shop/web',
  ],
  [
    'Service/edge',
    '2 2 resources are Service/edge: Service shop/edge (in.yaml:4), Service shop/edge (in.yaml:4) | write Service./shop/edge or Service.serving.knative.dev/shop/edge',
  ],
  [
    'deploy/api',
    '2 2 resources are deploy/api: Deployment shop/api (in.yaml:4), Deployment prod/api (in.yaml:4) | write Deployment.apps/shop/api or Deployment.apps/prod/api',
  ],
]

for (const [text, expected] of REFUSED) {
  test(`${text ?? 'no word'} is refused with what is right`, () => {
    assert.is(find(text), expected)
  })
}

test('where there is nothing, nothing is named', () => {
  for (const word of ['Job/x', 'x', undefined]) {
    try {
      findExplained(word, [], HELP)
      assert.unreachable()
    } catch (error) {
      assert.ok(error instanceof UsageError)
      assert.equal(
        [error.message, error.hint],
        ['there is nothing to explain', 'no objects were found: look at -f and -l'],
      )
    }
  }
})

test.run()
