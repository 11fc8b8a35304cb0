// A kubeconfig with a value of another type than its field has: refused with the place, as kubectl refuses it.
import { suite } from 'uvu'
import * as assert from 'uvu/assert'
import { join } from 'node:path'
import { HooksyncError } from '../../../../src/errors.ts'
import { ENV, folder, load, write } from '../../../support/kubeconfig-fixture.ts'

const test = suite('wrong types in a kubeconfig')

const CLUSTER = '- name: c\n  cluster: {server: "https://s"}\n'

const CASES: readonly (readonly [title: string, text: string, fault: string, hint?: string])[] = [
  [
    'a context whose name is a number',
    `clusters:\n${CLUSTER}contexts:\n- name: 7\n  context: {cluster: c}\ncurrent-context: "7"\n`,
    '5:9 cannot be read: contexts.name must be a text, not a number (7)',
    'quote it: "7"',
  ],
  [
    'a context that leads to a number',
    `clusters:\n${CLUSTER}contexts:\n- name: x\n  context: {cluster: 1}\ncurrent-context: x\n`,
    '6:22 cannot be read: contexts.context.cluster must be a text, not a number (1)',
    'quote it: "1"',
  ],
  [
    'a current context that is a number',
    'current-context: 1.5\n',
    '1:18 cannot be read: current-context must be a text, not a number (1.5)',
    'quote it: "1.5"',
  ],
  [
    'a server that is true',
    'clusters: [{name: c, cluster: {server: true}}]\n',
    '1:40 cannot be read: clusters.cluster.server must be a text, not a boolean (true)',
    'quote it: "true"',
  ],
  [
    'clusters that are a mapping',
    'clusters: {name: c}\n',
    '1:11 cannot be read: clusters must be a list, not a mapping',
  ],
  [
    'an entry that is a text',
    'users: [jane]\ncontexts: [{name: x, context: here}]\n',
    '2:31 cannot be read: contexts.context must be a mapping, not a text',
  ],
  [
    'a flag that is a text',
    'clusters: [{name: c, cluster: {server: s, insecure-skip-tls-verify: "true"}}]\n',
    '1:69 cannot be read: clusters.cluster.insecure-skip-tls-verify must be true or false, not a text',
  ],
  [
    'groups that are numbers',
    'users: [{name: u, user: {as-groups: [5]}}]\n',
    '1:38 cannot be read: users.user.as-groups must be a list of texts, not a number (5)',
  ],
  [
    'a command that is a list',
    'users: [{name: u, user: {exec: {command: [a, b]}}}]\n',
    '1:42 cannot be read: users.user.exec.command must be a text, not a list',
  ],
]

for (const [title, text, fault, hint] of CASES) {
  test(title, async () => {
    const path = write('typed', text)
    const error = await load({ kubeconfig: path }).catch((cause: unknown) => cause)
    assert.instance(error, HooksyncError)
    const { message, exitCode, hint: told } = error as HooksyncError
    assert.equal([message, told, exitCode], [`the kubeconfig ${path}:${fault}`, hint, 4])
  })
}

test('null and the empty text are nothing', async () => {
  const text = `clusters:\n- name: c\n  cluster: {server: "https://s", proxy-url: ~, certificate-authority: ""}\nusers: null\ncontexts: [{name: x, context: {cluster: c, user: "", namespace: null}}]\ncurrent-context: x\n`
  const config = await load({ kubeconfig: write('nothing', text) })
  assert.equal([config.server, config.namespace, config.proxy], ['https://s', 'default', undefined])
})

test('fifty thousand users are read in seconds, and not all of them are listed', async () => {
  const users = Array.from({ length: 50_000 }, (_, at) => `- name: u${at}\n  user:\n    token: t${at}\n`).join('')
  const path = write(
    'many',
    `users:\n${users}clusters:\n${CLUSTER}contexts:\n- name: x\n  context: {cluster: c, user: nobody}\n`,
  )
  const start = performance.now()
  const error = await load({ kubeconfig: join(folder, 'many'), context: 'x' }, ENV).catch((cause: unknown) => cause)
  const seconds = (performance.now() - start) / 1000
  assert.ok(seconds < 40, `${path} took ${seconds} s`)
  const { message, hint } = error as HooksyncError
  assert.is(message, 'user "nobody" of context "x" is not in the kubeconfig')
  assert.match(hint ?? '', /^there are: u0, u1, .*, u19 and 49980 more$/)
})

test.run()
