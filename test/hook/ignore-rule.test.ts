// Rules of ignoreDifferences as text: which objects they are for, and what is refused.
import { suite } from 'uvu'
import * as assert from 'uvu/assert'
import { ignoreRulesOf, parseIgnoreRule } from '../../src/hook/ignore-rule.ts'

const test = suite('ignore rule')

const WEB = { group: 'apps', kind: 'Deployment', namespace: 'shop', name: 'web' }
const MAP = { group: '', kind: 'ConfigMap', namespace: 'shop', name: 'c' }
const ROLE = { group: 'rbac.authorization.k8s.io', kind: 'ClusterRole', namespace: '', name: 'system:node' }

const matches: readonly [text: string, key: typeof WEB, matches: boolean][] = [
  ['apps/Deployment:/spec/replicas', WEB, true],
  ['apps/Deployment/web:/spec/replicas', WEB, true],
  ['apps/Deployment/other:/spec/replicas', WEB, false],
  ['apps/Deployment/shop/web:/spec/replicas', WEB, true],
  ['apps/Deployment/shop/:/spec/replicas', WEB, true],
  ['apps/Deployment/demo/web:/spec/replicas', WEB, false],
  ['Deployment:/spec/replicas', WEB, false],
  ['*/Deployment:/spec/replicas', WEB, true],
  ['*/*:manager=kube-controller-manager', WEB, true],
  ['*/*:manager=kube-controller-manager', MAP, true],
  ['{apps,batch}/*:.spec', WEB, true],
  ['ConfigMap:/data', MAP, true],
  ['ConfigMap/c:.data."a:/b"', MAP, true],
  ['ConfigMap/shop/c:/data', MAP, true],
  ['*:/data', MAP, true],
  ['*:/data', WEB, false],
  ['rbac.authorization.k8s.io/ClusterRole/system:node:/rules', ROLE, true],
]

for (const [text, key, expected] of matches) {
  test(`${text} ${expected ? 'is' : 'is not'} for ${key.kind} ${key.name}`, () => {
    const rule = parseIgnoreRule(text)
    if ('fault' in rule) throw new Error(rule.fault)
    assert.is(rule.matches(key), expected)
  })
}

const FORM =
  'write GROUP/KIND[/NAME]:PATH, as apps/Deployment:/spec/replicas, apps/Deployment/web:.spec.replicas or */*:manager=NAME'

const refused: readonly [text: string, fault: string, hint?: string][] = [
  ['apps/Deployment', 'it is no rule', FORM],
  [':/spec', 'it is no rule', FORM],
  ['a/B/c/d/e:/spec', 'it is no rule', FORM],
  ['[/x:/spec', 'its group or kind is no glob', FORM],
  ['Secret:/data/~2', '/data/~2 is no JSON pointer', 'write ~1 for a / in a name, and ~0 for a ~'],
  ['Secret:manager=', 'it names no manager', 'kubectl get -o yaml --show-managed-fields tells their names'],
  [
    'Secret:data',
    'the jq path data cannot be read: column 1: "data" is not read here, but a path, as .spec, or select(…)',
  ],
  ['Secret:.', 'the jq path . names the whole object'],
]

for (const [text, fault, hint] of refused) {
  test(`refused: ${text}`, () => {
    const found = parseIgnoreRule(text)
    assert.is('fault' in found ? found.fault : undefined, fault)
    if (hint !== undefined) assert.is('hint' in found ? found.hint : undefined, hint)
  })
}

test('a rule of an Application is one for each of its fields, in the words of the command line', () => {
  const all = {
    group: 'apps',
    kind: 'Deployment',
    jsonPointers: ['/spec/replicas'],
    jqPathExpressions: ['.spec.x'],
    managedFieldsManagers: ['kcm'],
  }
  const of = (more: object) => ignoreRulesOf({ ...all, ...more })
  assert.equal(of({}), ['apps/Deployment:/spec/replicas', 'apps/Deployment:.spec.x', 'apps/Deployment:manager=kcm'])
  const one = { jqPathExpressions: [], managedFieldsManagers: [] }
  assert.equal(of({ ...one, name: 'web' }), ['apps/Deployment/web:/spec/replicas'])
  assert.equal(of({ ...one, namespace: 'shop' }), ['apps/Deployment/shop/:/spec/replicas'])
  assert.equal(of({ ...one, group: '', kind: 'Secret', name: 's' }), ['Secret/s:/spec/replicas'])
  assert.equal(of({ ...one, group: '*', kind: '*' }), ['*/*:/spec/replicas'])
  assert.equal(of({ ...one, group: '', kind: '*' }), ['/*:/spec/replicas'])
})

test('a rule of an Application that says nothing, or says it at the wrong place', () => {
  const fault = (entry: object) => {
    const found = ignoreRulesOf({ kind: 'Secret', ...entry })
    return 'fault' in found ? found.fault : undefined
  }
  assert.is(fault({}), 'it says of no field that it is ignored')
  assert.is(fault({ jsonPointers: ['data'] }), 'data is no JSON pointer')
  assert.is(fault({ jqPathExpressions: ['/data'] }), '/data is no path of jq')
})

test.run()
