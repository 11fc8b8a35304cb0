import { suite } from 'uvu'
import * as assert from 'uvu/assert'
import { readStream } from '../../../src/helm/stream/stream.ts'
import { unsendableTexts } from '../../../src/helm/stream/unsendable.ts'

const test = suite('texts that Helm cannot send')

function told(annotations: string, data: string): string | undefined {
  const text = `apiVersion: v1\nkind: ConfigMap\nmetadata: {name: a, annotations: {${annotations}}}\ndata: {a: b, list: [x, "${data}"]}\n`
  const [first] = unsendableTexts(readStream(Buffer.from(text)), 'install')
  return first?.message
}

test('each is named by its character and its place', () => {
  for (const [written, code] of [
    ['\\x7f', '007F'],
    ['\\u009f', '009F'],
    ['\\uFFFE', 'FFFE'],
    ['\\n\\uFFFF', 'FFFF'],
  ] as const) {
    const message = `Helm's server-side apply cannot send the character U+${code} in data.list[1] (ConfigMap a)`
    assert.is(told('', written), message)
    assert.is(told('argocd.argoproj.io/hook: Skip', written), message)
  }
})

test('what JSON escapes and what YAML allows goes through', () => {
  for (const written of ['\\0', '\\e', '\\N', '\\L', '\\uFEFF', '\\uFFFD', '\\U0001F600', '\\U0001FFFF'])
    assert.is(told('', written), undefined, written)
})

test('hooks do not count, ours and those of Helm', () => {
  for (const hook of ['argocd.argoproj.io/hook: PreSync', 'helm.sh/hook: test', 'helm.sh/hook: pre-install'])
    assert.is(told(hook, '\\uFFFF'), undefined, hook)
})

test.run()
