// Things done side by side: never more than the limit, results in order, the first error when all that began has ended.
import { suite } from 'uvu'
import * as assert from 'uvu/assert'
import { mapLimit } from '../../src/sync/parallel.ts'

const test = suite('parallel')

/** Work that ends when it is told to, and counts what runs at once. */
function workshop() {
  const waiting: (() => void)[] = []
  let running = 0
  let most = 0
  return {
    most: () => most,
    begun: () => waiting.length,
    work: async (item: number): Promise<number> => {
      running += 1
      most = Math.max(most, running)
      await new Promise<void>((resolve) => waiting.push(resolve))
      running -= 1
      return item * 10
    },
    async finishAll(): Promise<void> {
      for (let next = 0; next < waiting.length; next += 1) {
        waiting[next]?.()
        for (let turn = 0; turn < 10; turn += 1) await Promise.resolve()
      }
    },
  }
}

for (const [items, limit, most] of [
  [10, 3, 3],
  [2, 8, 2],
  [5, 1, 1],
  [5, 0, 1],
  [0, 4, 0],
] as const) {
  test(`of ${items} things with limit ${limit}, ${most} run at once at most`, async () => {
    const shop = workshop()
    const input = Array.from({ length: items }, (_, index) => index)
    const all = mapLimit(input, limit, shop.work)
    await shop.finishAll()
    assert.equal(
      await all,
      input.map((item) => item * 10),
    )
    assert.is(shop.most(), most)
  })
}

test('results are in the order of the items, whatever ends first', async () => {
  const ends: (() => void)[] = []
  const all = mapLimit(['a', 'b', 'c'], 3, async (item) => {
    await new Promise<void>((resolve) => ends.unshift(resolve))
    return item
  })
  for (const end of ends) end()
  assert.equal(await all, ['a', 'b', 'c'])
})

test('after an error nothing more begins, and it is thrown when all that began has ended', async () => {
  const begun: number[] = []
  let release = (): void => {}
  let settled = false
  const all = mapLimit([0, 1, 2, 3], 2, async (item) => {
    begun.push(item)
    if (item === 0) throw new Error('no')
    await new Promise<void>((resolve) => {
      release = resolve
    })
  }).catch((error: unknown) => {
    settled = true
    return error
  })
  for (let turn = 0; turn < 10; turn += 1) await Promise.resolve()
  assert.is(settled, false)
  release()
  assert.match(String(await all), /no/)
  assert.equal(begun, [0, 1])
})

test.run()
