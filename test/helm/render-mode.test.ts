import { suite } from 'uvu'
import * as assert from 'uvu/assert'
import { parseHelmArgs } from '../../src/helm/command-line/parse-helm-args.ts'
import { chooseByCall, chooseByStream } from '../../src/helm/render-mode.ts'
import type { RenderCall, RenderMode } from '../../src/helm/render-mode.ts'

const test = suite('render mode')
const UNKNOWN = 'nobody who called us is Helm'

type Row = Partial<Omit<RenderCall, 'helm'>> & {
  readonly line?: string
  readonly stream?: 'empty' | 'plain' | 'phased'
}

function choose({ line, stream, major = 4, ...rest }: Row): RenderMode {
  const words = ['helm', ...(line ?? '').split(' ')]
  const call: RenderCall = {
    major,
    helm: line === undefined ? { proven: false, reason: UNKNOWN } : parseHelmArgs(words, major, {}),
    drive: undefined,
    planOnly: false,
    transform: false,
    assumeNoHelmHooks: false,
    hooksShown: false,
    ...rest,
  }
  const rendered = { empty: stream === 'empty', phased: stream === undefined || stream === 'phased' }
  return chooseByCall(call) ?? chooseByStream(call, rendered)
}

const REAL = 'upgrade demo ./chart -n shop'
const DRIVE = { release: 'demo', namespace: 'shop' }

const ROWS: readonly (readonly [string, Row, string])[] = [
  ['template', { line: 'template demo ./chart' }, 'plan'],
  ['a dry run', { line: `${REAL} --dry-run` }, 'plan'],
  ['a dry run on Helm 3', { line: `${REAL} --dry-run=server`, major: 3 }, 'plan'],
  ['--plan-only on a real run', { line: REAL, planOnly: true }, 'plan'],
  ['--plan-only without a parent', { planOnly: true }, 'plan'],
  ['a proven dry run with --drive', { line: 'template demo ./chart', drive: DRIVE }, 'plan'],
  ['a real run', { line: REAL }, 'drive by command-line'],
  ['a real run without hooks', { line: REAL, stream: 'plain' }, 'drive by command-line'],
  ['a real run of nothing', { line: REAL, stream: 'empty' }, 'pass-through'],
  ['--drive without a parent', { drive: DRIVE }, 'drive by options'],
  ['--drive of nothing', { drive: DRIVE, stream: 'empty' }, 'pass-through'],
  ['--drive and a real run that agree', { drive: DRIVE, line: REAL }, 'drive by command-line'],
  ['--drive and a command line that proves nothing', { drive: DRIVE, line: 'install ./chart -g' }, 'drive by options'],
  ['no parent, hooks', {}, 'fail'],
  ['no parent, no hooks', { stream: 'plain' }, 'pass-through'],
  ['no parent, nothing', { stream: 'empty' }, 'pass-through'],
  ['a value that Helm refuses', { line: `${REAL} --dry-run=maybe` }, 'fail'],
  ['Helm 3, hooks', { line: REAL, major: 3 }, 'fail'],
  ['Helm 3, no hooks', { line: REAL, major: 3, stream: 'plain' }, 'pass-through'],
  ['Helm 3 --no-hooks', { line: `${REAL} --no-hooks`, major: 3 }, 'drive by command-line'],
  ['Helm 3 --assume-no-helm-hooks', { line: REAL, major: 3, assumeNoHelmHooks: true }, 'drive by command-line'],
  ['Helm 3 --drive', { drive: DRIVE, major: 3 }, 'fail'],
  ['Helm 3 --drive --assume-no-helm-hooks', { drive: DRIVE, major: 3, assumeNoHelmHooks: true }, 'drive by options'],
  ['--transform on Helm 4', { line: REAL, transform: true }, 'transform'],
  ['--transform on Helm 3', { line: REAL, transform: true, major: 3 }, 'fail'],
]

for (const [title, row, expected] of ROWS) {
  test(`${title}: ${expected}`, () => {
    const mode = choose(row)
    assert.is(mode.mode === 'drive' ? `drive by ${mode.by}` : mode.mode, expected)
  })
}

test('a failure names what is missing and the ways out', () => {
  assert.equal(choose({}), {
    mode: 'fail',
    message: `it is not certain that this is a real run, and there are hooks or waves to run: ${UNKNOWN}`,
    hint: 'run it as kubectl hooksync helm install|upgrade …, or pass by --post-renderer-args: --drive --release NAME --namespace NS for a real run, --plan-only for a dry one',
  })
  assert.equal(choose({ line: REAL, major: 3 }), {
    mode: 'fail',
    message: "Helm 3 does not show us the chart's own hooks and would run them after ours",
    hint: 'run it as kubectl hooksync helm install|upgrade …, or give --no-hooks to Helm, or --assume-no-helm-hooks to us',
  })
})

test('--drive that contradicts Helm is a mistake', () => {
  const hint = 'leave --drive out: Helm itself tells us enough'
  assert.equal(choose({ line: REAL, drive: { release: 'other', namespace: 'shop' } }), {
    mode: 'fail',
    message: '--release is other, but Helm works on demo',
    hint,
  })
  assert.equal(choose({ line: REAL, drive: { release: 'demo', namespace: 'prod' } }), {
    mode: 'fail',
    message: '--namespace is prod, but Helm works in shop',
    hint,
  })
})

test.run()
