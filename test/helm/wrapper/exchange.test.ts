// What the wrapper and its renderer tell each other, and who may take an order.
import { chmodSync, existsSync, readFileSync, readdirSync, statSync, symlinkSync, writeFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { suite } from 'uvu'
import * as assert from 'uvu/assert'
import { ORDER_VARIABLE, openExchange, takeOrder } from '../../../src/helm/wrapper/exchange.ts'
import type { Exchange, Order } from '../../../src/helm/wrapper/exchange.ts'

const test = suite('exchange')

const ORDER: Order = {
  task: 'run',
  argv: ['helm', 'upgrade', 'demo', './chart', '--set', 'a=ü'],
  own: ['--no-wait', '--junit', 'run.xml'],
  onTerminal: true,
  columns: 132,
}

async function exchanging(run: (exchange: Exchange, env: Readonly<Record<string, string>>) => void): Promise<void> {
  const exchange = await openExchange()
  try {
    run(exchange, exchange.order(ORDER))
  } finally {
    await exchange.close()
  }
  assert.not.ok(existsSync(exchange.folder))
}

const NOT_OURS = `${ORDER_VARIABLE} leads to no order of kubectl hooksync helm that is ours and still to be done`

function assertRefused(env: Readonly<Record<string, string>>): void {
  assert.throws(
    () => takeOrder(env),
    (error: Error) => error.message === NOT_OURS,
  )
}

test('without the variable there is no order', () => {
  assert.is(takeOrder({}), undefined)
})

test('an order is taken as it was given, and only once', () =>
  exchanging((_exchange, env) => {
    const taken = takeOrder(env)
    const { isTTY: onTerminal, columns } = taken?.screen ?? {}
    assert.equal({ task: taken?.task, argv: taken?.argv, own: taken?.own, onTerminal, columns }, ORDER)
    assert.is(taken?.captured, undefined)
    assertRefused(env)
  }))

test('a taken order is gone from the disk, for a password may stand in it, and so is one that cannot be read', () =>
  exchanging(({ folder }, env) => {
    takeOrder(env)
    assert.equal(readdirSync(folder), [])
    writeFileSync(env[ORDER_VARIABLE] ?? '', '{"task": "run", "argv": ["--kube-token', { mode: 0o600 })
    assertRefused(env)
    assert.equal(readdirSync(folder), [])
  }))

test('only our user can enter the folder and read the order', () =>
  exchanging(({ folder }, env) => {
    assert.is(statSync(folder).mode & 0o777, 0o700)
    assert.is(statSync(env[ORDER_VARIABLE] ?? '').mode & 0o777, 0o600)
  }))

test('an order that others could have written is refused, and stays', () =>
  exchanging((_exchange, env) => {
    const path = env[ORDER_VARIABLE] ?? ''
    chmodSync(path, 0o640)
    assertRefused(env)
    chmodSync(path, 0o600)
    chmodSync(dirname(path), 0o755)
    assertRefused(env)
    chmodSync(dirname(path), 0o700)
    assert.is(takeOrder(env)?.task, 'run')
  }))

test('what is not an order is refused: a link, a relative path, no file, another text', () =>
  exchanging(({ folder }, env) => {
    const link = join(folder, 'link')
    symlinkSync(env[ORDER_VARIABLE] ?? '', link)
    const other = join(folder, 'other')
    writeFileSync(other, '{"task": "delete", "argv": []}', { mode: 0o600 })
    for (const path of [link, 'order.json', join(folder, 'nothing'), other, '/etc/passwd']) {
      assertRefused({ [ORDER_VARIABLE]: path })
    }
  }))

test('what one renderer has captured the next one gets, byte for byte, with the hooks', () =>
  exchanging((exchange, env) => {
    const bytes = Uint8Array.from([0x2d, 0xff, 0x00, 0x0a])
    takeOrder(env)?.capture(bytes)
    exchange.keepHooks('---\nkind: Job\n')
    const captured = takeOrder(exchange.order(ORDER))?.captured
    assert.equal([...(captured?.manifest ?? [])], [...bytes])
    assert.is(new TextDecoder().decode(captured?.hooks), '---\nkind: Job\n')
    assert.equal(readdirSync(exchange.folder), [])
  }))

test('a signal and an outcome go across', () =>
  exchanging((exchange, env) => {
    const taken = takeOrder(env)
    assert.is(taken?.stopped(), undefined)
    exchange.stop('SIGTERM')
    assert.is(taken?.stopped(), 'SIGTERM')
    assert.is(exchange.outcome(), undefined)
    taken?.tell({ rollBackTo: 7 })
    assert.equal(exchange.outcome(), { rollBackTo: 7 })
    taken?.tell({ rollBackTo: undefined })
    assert.equal(exchange.outcome(), { rollBackTo: undefined })
  }))

test('progress has one file for both', () =>
  exchanging((exchange, env) => {
    const taken = takeOrder(env)
    writeFileSync(taken?.screen.path ?? '', 'PreSync\n')
    assert.is(readFileSync(exchange.progressPath, 'utf8'), 'PreSync\n')
  }))

test.run()
