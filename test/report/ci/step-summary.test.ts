import { suite } from 'uvu'
import * as assert from 'uvu/assert'
import { markdownText } from '../../../src/report/ci/markdown-text.ts'
import type { SyncEventBody } from '../../../src/sync/events.ts'
import { events, task } from '../build-events.ts'
import { text } from '../present-plain.ts'
import { BEGIN, TASKS, tell } from './ci-lab.ts'

const test = suite('step summary')

const { migrate, settings } = TASKS
const ended = {
  type: 'operation-completed',
  phase: 'Failed',
  message: 'failed',
  reason: 'completed',
  durationMs: 3000,
  phases: [],
} as const

test('a run is a headline, its failures with cause and log, and a timeline', () => {
  const container = { name: 'm', init: false, state: 'terminated' as const, restarts: 0, logLines: ['a <b>', '`c`'] }
  const pods = [{ name: 'migrate-x', phase: 'Failed', containers: [container] }]
  const list = events(
    ...BEGIN,
    { type: 'resource-applied', ...settings, change: 'created' },
    1000,
    { type: 'task-completed', ...settings, outcome: 'Succeeded', message: '' },
    { type: 'resource-applied', ...migrate, change: 'created' },
    2000,
    { type: 'task-completed', ...migrate, outcome: 'Failed', message: 'BackoffLimitExceeded' },
    { type: 'failure-diagnosed', ...migrate, diagnosis: { cause: 'exit code 3', hint: 'look', pods, events: [] } },
    ended,
  )
  assert.is(
    tell(list, 'github').summary,
    text(
      '### ❌ Failed at PreSync/migrate: exit code 3',
      '',
      'namespace shop · context prod · revision 1a2b3c4 · took 3.0s · 1 of 3 tasks done · objects: 2 created',
      '',
      '#### ❌ **Job shop/migrate** (PreSync wave -1) deploy/migrate.yaml:3',
      '',
      '> exit code 3<br>hint: look<br>BackoffLimitExceeded',
      '',
      '<details><summary>log</summary>',
      '',
      '<pre>migrate-x/m | a &lt;b&gt;',
      'migrate-x/m | `c`</pre>',
      '',
      '</details>',
      '',
      '',
      '| | resource | wave | from | took | timeline |',
      '| --- | --- | --- | ---: | ---: | --- |',
      '| ✅ | ConfigMap shop/settings | Sync wave 0 | 0ms | 1.0s | `████████░░░░░░░░░░░░░░░░` |',
      '| ❌ | Job shop/migrate | PreSync wave -1 | 1.0s | 2.0s | `░░░░░░░░████████████████` |',
      '',
      'not run: 1 task',
      '',
    ),
  )
})

test('text of others stays text in Markdown', () => {
  const rows = [
    ['a | b', String.raw`a \| b`],
    ['<script>alert(1)</script> & "x"', String.raw`&lt;script&gt;alert\(1\)&lt;/script&gt; &amp; &quot;x&quot;`],
    ['![x](http://evil) @team #12', String.raw`\!\[x\]\(http\://evil\) \@team \#12`],
    [
      'www.evil.example :tada: $x$ `c` *b* _i_ ~s~',
      String.raw`www\.evil.example \:tada: \$x\$ \`c\` \*b\* \_i\_ \~s\~`,
    ],
    ['one\n\n# two\n===', String.raw`one \# two ===`],
    [String.raw`\|`, String.raw`\\\|`],
  ] as const
  for (const [given, written] of rows) assert.is(markdownText(given), written)
})

test('no name, message or log breaks out of its place', () => {
  const evil = '</pre></details>\n\n# pwn\n| a | b |\n```\n<img src=x onerror=alert(1)>\n:::'
  const key = { ...migrate.key, name: evil }
  const list = events(
    ...BEGIN,
    { type: 'resource-applied', ...migrate, key, change: 'created' },
    { type: 'log-line', ...migrate, key, pod: 'p', container: 'c', line: evil },
    { type: 'task-completed', ...migrate, key, outcome: 'Failed', message: evil },
    { ...ended, message: evil },
  )
  const { summary } = tell(list, 'github')
  assert.equal(
    summary.match(/<[a-z/!][^>]*>/gi)?.filter((tag) => tag !== '<br>'),
    ['<details>', '<summary>', '</summary>', '<pre>', '</pre>', '</details>'],
  )
  // What stands within `<pre>` is no Markdown, blank lines or not.
  const lines = summary
    .replace(/<pre>[^<]*<\/pre>/, '')
    .split('\n')
    .filter((line) => !/^(?:#+ [✅❌]|>|\| )/.test(line))
  assert.is(
    lines.some((line) => /^\s*[#|`]/.test(line)),
    false,
    summary,
  )
})

test('a summary of thousands of failures is short enough for GitHub', () => {
  const many = Array.from({ length: 300 }, (_, index): SyncEventBody[] => {
    const ref = task(`ConfigMap shop/c${index}`)
    const line = { type: 'log-line', ...ref, pod: 'p', container: 'c', line: 'x'.repeat(5000) } as const
    return [line, { type: 'apply-failed', ...ref, message: 'y'.repeat(10_000) }]
  })
  const { summary } = tell(events(...BEGIN, ...many.flat(), ended), 'github')
  assert.ok(summary.length < 400_000, String(summary.length))
  assert.ok(summary.includes('and 280 more'))
  assert.ok(summary.includes('260 resources that took less time left out'))
})

test.run()
