// The page in a real browser: bars equal the events, hostile texts stay texts, nothing leaves it, the search finds, and it reads without scripts.
// time limit: 180 s
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { Browser } from 'playwright-core'
import { suite } from 'uvu'
import * as assert from 'uvu/assert'
import { createDrawing } from '../../../src/report/page/drawing.ts'
import type { SyncEvent, SyncEventBody } from '../../../src/sync/events.ts'
import { NO_BROWSER, openTab, startBrowser } from '../../support/browser.ts'
import { createLab } from '../../support/run-sync.ts'
import { skip } from '../../support/skip.ts'
import { configMap, deployment, job } from '../../support/workloads.ts'
import { events, task } from '../build-events.ts'
import { BARS, BREAK_IN, MADE, PALE } from './page-probes.ts'
import type { Bar, Made } from './page-probes.ts'

interface Context {
  browser: Browser | undefined
  folder: string
}

const test = suite<Context>('page in a browser', { browser: undefined, folder: '' })

test.before(async (context) => {
  context.browser = await startBrowser()
  context.folder = mkdtempSync(join(tmpdir(), 'hooksync-page-'))
})

test.after(async ({ browser, folder }) => {
  await browser?.close()
  rmSync(folder, { recursive: true, force: true })
})

function pageOf({ folder }: Context, list: readonly SyncEvent[]): string {
  const drawing = createDrawing()
  const presenter = drawing.open()
  for (const event of list) presenter.event(event)
  presenter.end()
  const path = join(folder, 'run.html')
  writeFileSync(path, drawing.draw('html'))
  return path
}

const HOSTILE = [
  '</script><script>window.pwned = 1</script>',
  `"><img src=x onerror="window.pwned = 2">`,
  '</td></table></details><iframe src="http://127.0.0.1:9/x"></iframe>',
  `' onmouseover='window.pwned = 3`,
  '<!--',
  '<style>*{display:none}</style>',
  '<a href="javascript:window.pwned=4">&lt;&#60;</a>',
  '<svg onload="window.pwned = 5"><base href="http://127.0.0.1:9/">',
]

function hostileRun(): readonly SyncEvent[] {
  const refs = HOSTILE.map((name, index) => {
    const ref = task(`batch/Job shop/h${index}`, 'PreSync')
    return { ...ref, key: { ...ref.key, name } }
  })
  const bodies = refs.flatMap((ref, index): (SyncEventBody | number)[] => {
    const text = HOSTILE[index] ?? ''
    const diagnosis = { cause: text, hint: text, pods: [], events: [] }
    return [
      { type: 'resource-applied', ...ref, change: 'created' },
      { type: 'log-line', ...ref, pod: 'p', container: text, line: text },
      { type: 'waiting', message: text, blockers: [{ ...ref, what: 'completion', message: text }] },
      1000,
      { type: 'task-completed', ...ref, outcome: 'Failed', message: text },
      { type: 'failure-diagnosed', ...ref, diagnosis },
      { type: 'warning', message: text, hint: text },
    ]
  })
  const [first = ''] = HOSTILE
  const started = {
    namespace: first,
    context: first,
    server: first,
    revision: first,
    dryRun: 'none',
    version: first,
  } as const
  const differences: SyncEventBody = {
    type: 'differences-found',
    objects: refs.map((ref, index) => {
      const text = HOSTILE[index] ?? ''
      const fields = [
        { field: `data.${text}`, from: JSON.stringify(text), to: `${text}, cut…`, managers: [text] },
        { field: 'data.long', from: JSON.stringify(`a\n${text}`), to: JSON.stringify(`b\n${text}x`), managers: [] },
      ]
      return { ...ref, action: 'update', reason: text, fields }
    }),
  }
  const ended = { phase: 'Failed', message: first, reason: 'completed', durationMs: 8000, phases: [] } as const
  return events({ type: 'sync-started', ...started }, differences, ...bodies, { type: 'operation-completed', ...ended })
}

test('bars stand where the events say', async (context) => {
  if (context.browser === undefined) return skip(NO_BROWSER)
  const objects = [
    job('mig', { hook: 'PreSync', lab: { 'run-for': '7s' } }),
    configMap('c'),
    deployment('d'),
    job('smoke', { hook: 'PostSync', lab: { 'run-for': '3s' } }),
  ]
  const run = await createLab().sync(objects)
  const tab = await openTab(context.browser, pageOf(context, run.events))
  const seen = await tab.page.evaluate<readonly Bar[]>(BARS)
  const end = run.events.find((event) => event.type === 'operation-completed')
  assert.ok(end?.type === 'operation-completed')
  const start = end.at - end.durationMs
  assert.is(seen.length, 4)
  for (const { name, from, to } of seen) {
    const own = run.events.filter((event) => 'task' in event && name.includes(event.key.name.replace(/^/, '/')))
    const last = own.findLast((event) => event.type === 'task-completed')
    assert.ok(Math.abs(from - ((own[0]?.at ?? 0) - start) / end.durationMs) < 0.006, `${name} begins at ${from}`)
    assert.ok(Math.abs(to - ((last?.at ?? 0) - start) / end.durationMs) < 0.006, `${name} ends at ${to}`)
  }
  assert.ok((await tab.page.locator('rect.critical').count()) >= 2)
  assert.equal([tab.faults, tab.requests], [[], []])
  await tab.close()
})

test('hostile names, messages and logs stay text, and no request leaves the page', async (context) => {
  if (context.browser === undefined) return skip(NO_BROWSER)
  const tab = await openTab(context.browser, pageOf(context, hostileRun()))
  const { text: shown, ...made } = await tab.page.evaluate<Made>(MADE)
  assert.equal(made, { pwned: false, scripts: 1, styles: 1, foreign: 0, handlers: 0 })
  for (const text of HOSTILE) assert.ok(shown.includes(text), text)
  const changes = await tab.page.locator('section[aria-labelledby=h-changes]').innerText()
  for (const text of HOSTILE) assert.ok(changes.includes(`data.${text}: "`) && changes.includes(`+ ${text}x`), changes)
  await tab.page.fill('#search', 'onerror')
  await tab.page.locator('#found:not(:empty)').waitFor()
  await tab.page.mouse.move(200, 600)
  assert.equal([tab.faults, tab.requests], [[], []])
  assert.is((await tab.page.evaluate<Made>(MADE)).pwned, false)
  // Even a script that got into the page would not run.
  assert.is(await tab.page.evaluate<boolean>(BREAK_IN), false)
  assert.match(tab.faults.join('\n'), /Content Security Policy/)
  await tab.close()
})

test('the search finds events and log lines by all of its words, and says how many', async (context) => {
  if (context.browser === undefined) return skip(NO_BROWSER)
  const ref = task('batch/Job shop/migrate', 'PreSync')
  const lines = ['connecting to shop', 'ERROR: column "price_cent" does not exist', 'bye'].map(
    (line): SyncEventBody => ({ type: 'log-line', ...ref, pod: 'migrate-x', container: 'main', line }),
  )
  const list = events({ type: 'resource-applied', ...ref, change: 'created' }, 10, ...lines)
  const tab = await openTab(context.browser, pageOf(context, list))
  const visible = tab.page.locator('#events tbody tr:visible')
  assert.is(await visible.count(), 0)
  await tab.page.keyboard.press('Tab')
  await tab.page.focus('#search')
  await tab.page.keyboard.type('PRICE_cent error')
  // Keys that come slowly are searched for one by one.
  await tab.page.locator('#found', { hasText: '1 of 4 rows' }).waitFor()
  assert.equal([await visible.count(), await tab.page.innerText('#found')], [1, '1 of 4 rows'])
  assert.match(await visible.innerText(), 'migrate-x/main | ERROR: column "price_cent" does not exist')
  await tab.page.fill('#search', '')
  await tab.page.locator('#found:empty').waitFor({ state: 'attached' })
  assert.is(await visible.count(), 4)
  await tab.close()
})

test('without scripts everything is there, and opens by the keyboard', async (context) => {
  if (context.browser === undefined) return skip(NO_BROWSER)
  const tab = await openTab(context.browser, pageOf(context, hostileRun()), { javaScriptEnabled: false })
  const { page } = tab
  assert.equal(
    [await page.locator('#search-bar').isVisible(), await page.locator('#timeline').isVisible()],
    [false, true],
  )
  assert.is(await page.locator('#events').isVisible(), false)
  for (let presses = 0; presses < 40 && !(await page.locator('#events').isVisible()); presses += 1) {
    await page.keyboard.press('Tab')
    if ((await page.locator('section:last-of-type summary:focus').count()) > 0) await page.keyboard.press('Enter')
  }
  assert.is(await page.locator('#events').isVisible(), true)
  assert.equal([tab.faults, tab.requests], [[], []])
  await tab.close()
})

for (const colorScheme of ['light', 'dark'] as const) {
  test(`each text can be read, ${colorScheme}`, async (context) => {
    if (context.browser === undefined) return skip(NO_BROWSER)
    const tab = await openTab(context.browser, pageOf(context, hostileRun()), { colorScheme })
    assert.equal(await tab.page.evaluate<readonly string[]>(PALE), [])
    await tab.close()
  })
}

test('500 resources and 30,000 log lines: the page is bounded, opens, is searched, and says what is left out', async (context) => {
  if (context.browser === undefined) return skip(NO_BROWSER)
  const refs = Array.from({ length: 500 }, (_, index) => task(`apps/Deployment shop/service-${index}`))
  const [first] = refs
  assert.ok(first !== undefined)
  const list = events(
    { type: 'wave-started', phase: 'Sync', wave: 0, tasks: refs },
    ...refs.map((ref): SyncEventBody => ({ type: 'resource-applied', ...ref, change: 'created' })),
    ...Array.from({ length: 30_000 }, (_, index): SyncEventBody => ({
      type: 'log-line',
      ...first,
      pod: 'p',
      container: 'c',
      line: `line ${index} ${'x'.repeat(60)}`,
    })),
    { type: 'log-line', ...first, pod: 'p', container: 'c', line: `long ${'y'.repeat(1_000_000)}` },
    ...refs.flatMap((ref) => [5, { type: 'task-completed', ...ref, outcome: 'Succeeded', message: 'ok' } as const]),
  )
  const tab = await openTab(context.browser, pageOf(context, list))
  assert.match(await tab.page.innerText('.left-out'), /20001 log lines/)
  assert.is(await tab.page.locator('#timeline tr.task').count(), 500)
  await tab.page.fill('#search', 'line 29999')
  await tab.page.locator('#found:not(:empty)').waitFor()
  assert.is(await tab.page.locator('#events tbody tr:visible').count(), 1)
  assert.ok((await tab.page.content()).length < 6_000_000)
  await tab.close()
})

test.run()
