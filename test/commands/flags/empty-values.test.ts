// A flag with an empty value is often a variable that is not set: every command refuses it, for every flag, and says what to write.
import { suite } from 'uvu'
import * as assert from 'uvu/assert'
import { COMMANDS, flagsOf } from '../../../src/commands/command.ts'
import { createSession } from '../../support/command-session.ts'
import { configMap } from '../../support/workloads.ts'

const test = suite('empty values')

/** What a flag needs beside it. */
const BESIDE: Readonly<Record<string, string>> = {
  'as-group': '--as me',
  'prune-limit': '--app shop --prune',
  'helm-command': '-k .',
  'load-restrictor': '-k .',
}

for (const name of ['', 'plan', 'rehearse', 'delete', 'unlock']) {
  test(`${name === '' ? 'a sync' : name} takes no empty value`, async () => {
    const command = COMMANDS.find((one) => one.name === name)
    assert.ok(command)
    const flags = flagsOf(command).filter(({ name: flag, type }) => type !== 'switch' && flag !== 'revision')
    assert.ok(flags.length > 10)
    for (const flag of flags) {
      const source = flag.name === 'filename' || (BESIDE[flag.name] ?? '').includes('-k') ? '' : '-f -'
      const reason = name === 'unlock' && flag.name !== 'reason' ? '--reason gone' : ''
      const line = `${name} ${source} ${reason} ${BESIDE[flag.name] ?? ''} --${flag.name}=`
      const words = line.split(' ').filter((word) => word !== '')
      const { exitCode, stdout, stderr, writes } = await createSession().run(words, [configMap('a')])
      assert.equal([exitCode, stdout, writes], [2, '', []], line)
      assert.match(stderr, new RegExp(`--${flag.name}\\b.*\\n\\S`), line)
    }
  })
}

test('an empty revision is one: Argo CD has none for an app of several sources', async () => {
  const { exitCode, stdout } = await createSession().run(['-f', '-', '--revision='], [configMap('a')])
  assert.is(exitCode, 0)
  assert.not.match(stdout, /revision/)
})

test.run()
