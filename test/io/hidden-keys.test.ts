// Whether a terminal shows what is typed, read out of what stty says of it.
import { suite } from 'uvu'
import * as assert from 'uvu/assert'
import { showsKeys } from '../../src/io/hidden-keys.ts'

const test = suite('hidden keys')

test('a terminal that shows keys is known as one, wherever its lines are broken', () => {
  assert.ok(showsKeys('isig icanon iexten echo echoe echok'))
  // In 20 columns.
  assert.ok(showsKeys('isig icanon iexten\necho echoe echok\n-echonl'))
  for (const said of ['isig -echo echoe echok', 'iexten\n-echo\nechoe -echonl', '']) assert.not(showsKeys(said))
})

test.run()
