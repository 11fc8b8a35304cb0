// What Helm 4 makes of a document that it gets back: it reads and writes it once more, and rare texts come out as others. Pure text.
import type { KubeObject } from '../../object/kube-object.ts'
import { toYamlSafeJson } from '../../object/json.ts'
import { parseManifests } from '../../manifest/parse-manifests.ts'
import { SOURCE_COMMENT } from './stream.ts'

/**
 * The document in a form that Helm 4 reads as we have read it: as it is where its reading is known to change nothing, else as
 * JSON. Helm writes deeper lines of folded texts and line ends that are kept anew, and cuts white space off a document's end
 * (go.yaml.in/yaml/v3:emitterc.go, yaml_emitter_write_folded_scalar; helm/helm:pkg/release/v1/util/manifest.go, SplitManifests).
 */
export function stableDocument(text: string): string {
  if (survivesSecondReading(text)) return text
  const { manifests, diagnostics } = parseManifests([{ name: '<stdin>', text }])
  if (manifests.length === 0 || diagnostics.some(({ severity }) => severity === 'error')) return text
  const [first, ...others] = manifests.map(({ object }) => object)
  return [...(first === undefined ? [] : [asJson(first, text)]), ...others.map((object) => asJson(object, '---'))].join(
    '',
  )
}

/** The object as a document of one line, with the comment that Helm set before it. */
export function asJson(object: KubeObject, text: string): string {
  const separator = /^\uFEFF?---/.test(text) ? '---\n' : ''
  const source = SOURCE_COMMENT.exec(text)?.[1]
  return `${separator}${source === undefined ? '' : `# Source: ${source}\n`}${toYamlSafeJson(object)}\n`
}

// Breaks that YAML 1.1 and 1.2 do not read alike, and a tab at a line's begin, which Helm may write where it cannot read it.
const ODD_LINE = /[\r\u0085\u2028\u2029\ufeff]|^ *\t/m
const BLANK_BEFORE_END = /[ \t]\n*$/
const BLOCK_HEADER = /(?:^|[ \t])([|>])([-+\d]*)[ \t]*(?:#.*)?$/

/** Whether a document's texts are the same after Helm 4's second reading; no, where that is not certain. */
export function survivesSecondReading(text: string): boolean {
  if (ODD_LINE.test(text) || BLANK_BEFORE_END.test(text)) return false
  const lines = text.split('\n')
  return lines.every((line, index) => {
    const [, style, indicators = ''] = BLOCK_HEADER.exec(line) ?? []
    if (style === undefined) return true
    if (indicators.includes('+')) return false
    return style === '|' || (/^-?$/.test(indicators) && isFlush(lines.slice(index + 1)))
  })
}

/** Whether the text that begins there has no line that stands deeper than its first. */
function isFlush(lines: readonly string[]): boolean {
  const indent = (line: string): number => /^ */.exec(line)?.[0].length ?? 0
  const base = indent(lines.find((line) => line.trim() !== '') ?? '')
  const end = lines.findIndex((line) => line.trim() !== '' && indent(line) < base)
  const content = end === -1 ? lines : lines.slice(0, end)
  return content.every((line) => indent(line) <= base)
}
