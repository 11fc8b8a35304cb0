// Long lines as several, and commands that are safe to copy.
import { suite } from 'uvu'
import * as assert from 'uvu/assert'
import { kubectlCommand } from '../../src/report/kubectl-command.ts'
import { createStyle } from '../../src/report/style.ts'
import { lastLink, wrapChain, wrapLine } from '../../src/report/wrap-lines.ts'

const test = suite('wrap lines')

test('a line is broken at blanks only, and what goes on stands deeper', () => {
  const name = `very-long-${'x'.repeat(60)}`
  assert.equal(wrapLine(`  a ${name} b`, 50), ['  a', `      ${name}`, '      b'])
  assert.equal(wrapLine('  short', 50), ['  short'])
})

test('colours take no room, wide characters take two columns', () => {
  const red = createStyle('coloured').red('a'.repeat(30))
  assert.equal(wrapLine(`${red} ${'b'.repeat(9)}`, 40).length, 1)
  assert.equal(wrapLine(`${'日'.repeat(20)} b`, 41), ['日'.repeat(20), '    b'])
})

test('a reason of links is broken at its links first', () => {
  assert.equal(wrapChain(`  it waits ← for ${'this '.repeat(8)}← for that`, 40), [
    '  it waits',
    '    ← for this this this this this this',
    '        this this',
    '    ← for that',
  ])
  assert.is(lastLink('a ← b ← c'), 'c')
})

test('a command names kind, namespace and context, and nothing of them is more than a word to a shell', () => {
  const key = { group: 'cert-manager.io', kind: 'Certificate', namespace: 'shop', name: 'web' }
  assert.is(kubectlCommand('describe', key), 'kubectl -n shop describe certificate.cert-manager.io/web')
  const evil = { group: '', kind: 'Namespace', namespace: '', name: 'a; rm -rf ~' }
  assert.is(
    kubectlCommand('delete', evil, { context: "it's" }),
    "kubectl --context 'it'\\''s' delete 'namespace/a; rm -rf ~'",
  )
})

test('a command reaches the cluster as the run did: by the flags that were given, the context said once', () => {
  const key = { group: 'batch', kind: 'Job', namespace: 'shop', name: 'migrate' }
  const connection = ['--kubeconfig', 'my clusters/dev', '--as', 'system:admin', '--as-group', 'ops']
  assert.is(
    kubectlCommand('describe', key, { context: 'dev', connection }),
    "kubectl --kubeconfig 'my clusters/dev' --as system:admin --as-group ops --context dev -n shop describe job/migrate",
  )
  const said = { context: 'dev', connection: ['--context', 'dev'] }
  assert.is(kubectlCommand('describe', key, said), 'kubectl --context dev -n shop describe job/migrate')
  assert.is(kubectlCommand('logs', key, { container: 'wait' }), 'kubectl -n shop logs job/migrate -c wait')
})

test.run()
