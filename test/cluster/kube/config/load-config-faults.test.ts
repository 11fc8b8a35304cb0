import { suite } from 'uvu'
import * as assert from 'uvu/assert'
import { delimiter, join } from 'node:path'
import type { ConnectOptions } from '../../../../src/cluster/kube/config/connect-options.ts'
import { HooksyncError } from '../../../../src/errors.ts'
import { credentialsOf, ENV, folder, load, write } from '../../../support/kubeconfig-fixture.ts'

const test = suite('load config, faults')

interface Fault {
  readonly title: string
  readonly options: ConnectOptions
  readonly env?: Record<string, string>
  readonly message: string
  readonly hint?: string | undefined
}

const FAULTS: readonly Fault[] = [
  {
    title: 'none',
    options: { kubeconfig: undefined },
    env: ENV,
    message: 'no kubeconfig: /nonexistent/.kube/config does not exist',
    hint: 'set KUBECONFIG, or give --kubeconfig FILE',
  },
  {
    title: 'none of several',
    options: { kubeconfig: undefined },
    env: { KUBECONFIG: ['/a', '/b'].join(delimiter) },
    message: 'no kubeconfig: none of these files exists: /a, /b',
    hint: 'set KUBECONFIG, or give --kubeconfig FILE',
  },
  {
    title: 'a directory',
    options: { kubeconfig: folder },
    message: `cannot read the kubeconfig ${folder}: it is a directory`,
    hint: 'name a file',
  },
  {
    title: 'broken YAML',
    options: { kubeconfig: write('yaml', 'clusters: [\n') },
    message: `the kubeconfig ${join(folder, 'yaml')}:2:1 cannot be read: it ends where something that was opened is not closed yet`,
  },
  {
    title: 'no mapping',
    options: { kubeconfig: write('text', 'hello\n') },
    message: `${join(folder, 'text')} is not a kubeconfig`,
    hint: 'it must be a mapping with clusters, users and contexts',
  },
  {
    title: 'empty',
    options: { kubeconfig: write('empty', '') },
    message: `no context is chosen in ${join(folder, 'empty')}`,
    hint: 'the kubeconfig has no contexts',
  },
  {
    title: 'no current context',
    options: {
      kubeconfig: write('none', 'contexts: [{name: a, context: {cluster: c}}, {name: b, context: {cluster: c}}]'),
    },
    message: `no context is chosen in ${join(folder, 'none')}`,
    hint: 'give --context; there are: a, b',
  },
  {
    title: 'an unknown context',
    options: { context: 'prd' },
    message: 'context "prd" is not in the kubeconfig',
    hint: 'did you mean "prod"?',
  },
  {
    title: 'a context nothing like the others',
    options: { context: 'something-else' },
    message: 'context "something-else" is not in the kubeconfig',
    hint: 'there are: prod, dev, odd, broken, nobody',
  },
  {
    title: 'a broken cluster',
    options: { context: 'broken' },
    message: 'cluster "broken" of context "broken" is not in the kubeconfig',
    hint: 'there are: prod, dev, odd',
  },
  {
    title: 'an unknown user',
    options: { context: 'nobody' },
    message: 'user "missing" of context "nobody" is not in the kubeconfig',
    hint: 'there are: certs, file, basic, acting, plugin, failing, absent, talkative, coloured, endless',
  },
  {
    title: 'no URL',
    options: { context: 'odd' },
    message: 'the server of cluster "odd" is not a URL: "prod:6443"',
    hint: 'it looks like https://host:6443',
  },
  {
    title: 'groups of nobody',
    options: { asGroup: ['devs'] },
    message: '--as-group needs --as',
    hint: 'name the user to act as: --as USER --as-group GROUP',
  },
  {
    title: 'an authority that is not there',
    options: { caFile: '/nonexistent/ca.crt' },
    message:
      'cannot read /nonexistent/ca.crt, the certificate authority of --kube-ca-file or HELM_KUBECAFILE: it does not exist',
    hint: 'check the path',
  },
  {
    title: 'a plugin that fails',
    options: { user: 'failing' },
    message: `the credential plugin "${join(folder, 'failing')}" of user "failing" failed: error: your session has expired`,
    hint: 'get it from example.com',
  },
  {
    title: 'a plugin that is not there',
    options: { user: 'absent' },
    message: 'the credential plugin "no-such-plugin" of user "absent" failed: there is no such program',
    hint: 'run it by hand to see what is wrong',
  },
  {
    title: 'a plugin that says something else',
    options: { user: 'talkative' },
    message: `the credential plugin "${join(folder, 'talkative')}" of user "talkative" failed: it gave no ExecCredential`,
    hint: 'run it by hand to see what is wrong',
  },
  {
    title: 'a plugin that ends with a colour',
    options: { user: 'coloured' },
    message: `the credential plugin "${join(folder, 'coloured')}" of user "coloured" failed: error: log in first`,
    hint: 'run it by hand to see what is wrong',
  },
  {
    title: 'a plugin that never stops writing',
    options: { user: 'endless' },
    message: `the credential plugin "${join(folder, 'endless')}" of user "endless" failed: it wrote more than 1 MiB`,
    hint: 'run it by hand to see what is wrong',
  },
  {
    title: 'a token with a line end that was copied along',
    options: { user: 'certs', token: 'hunter2\r' },
    message: 'the token of user "certs" holds a character that no HTTP header can carry: U+000D at position 8',
    hint: 'take out what was copied along with it, such as a line end',
  },
  {
    title: 'a group with a character of another alphabet',
    options: { user: 'certs', as: 'jane', asGroup: ['dev–ops'] },
    message: 'a group to impersonate holds a character that no HTTP header can carry: U+2013 at position 4',
    hint: 'take out what was copied along with it, such as a line end',
  },
]

for (const { title, options, env, message, hint } of FAULTS) {
  test(`told: ${title}`, async () => {
    try {
      await credentialsOf(await load(options, env))
    } catch (error) {
      assert.instance(error, HooksyncError)
      assert.is((error as HooksyncError).message, message)
      assert.is((error as HooksyncError).hint, hint)
      return
    }
    assert.unreachable()
  })
}

test.run()
