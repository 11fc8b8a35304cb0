// Texts that Helm's server-side apply cannot bring to the server: known before anything is written, told by Helm after the phases. Pure.
import { titleOf } from '../../hook/annotation-diagnostic.ts'
import type { ReadManifest } from '../../hook/directives.ts'
import type { HelmReading } from '../../hook/hook-type.ts'
import type { Diagnostic } from '../../manifest/diagnostic.ts'
import { findForbidden } from '../../manifest/yaml/forbidden.ts'
import { toGoJson } from '../../object/json.ts'
import { isJsonList, isJsonObject } from '../../object/kube-object.ts'
import type { Json } from '../../object/kube-object.ts'
import { drivenManifests, leftAloneManifests } from './render-output.ts'
import type { RenderedStream } from './stream.ts'

/**
 * An error for each object with a text that the server would refuse: Helm sends JSON with these characters as they are, and
 * the server reads it as YAML (apiserver:pkg/endpoints/handlers/patch.go, applyPatcher). Hooks do not count: ours never go
 * back to Helm, and its own run at another time.
 */
export function unsendableTexts(stream: RenderedStream, reading: HelmReading): readonly Diagnostic[] {
  const manifests = [...drivenManifests(stream, reading), ...leftAloneManifests(stream, reading)]
  return manifests.filter(isApplied).flatMap(({ object, location }) => {
    const text = toGoJson(object)
    const offset = findForbidden(text)
    if (offset === undefined) return []
    const code = text.charCodeAt(offset).toString(16).toUpperCase().padStart(4, '0')
    const message = `Helm's server-side apply cannot send the character U+${code} in ${placeOf(object).slice(1)} (${titleOf(object)})`
    const hint = 'remove it, or add --server-side=false'
    return [{ code: 'FORBIDDEN_CHARACTER', severity: 'error', message, hint, location }]
  })
}

/** Whether Helm applies it as a plain object; what is marked Skip it does. */
function isApplied({ directives }: ReadManifest): boolean {
  return !directives.isHook && directives.facts.helmHook === undefined
}

/** `.data.a`: the way to the first text with such a character. */
function placeOf(value: Json): string {
  const parts: readonly (readonly [string, Json])[] = isJsonList(value)
    ? value.map((item, index) => [`[${index}]`, item])
    : Object.entries(isJsonObject(value) ? value : {}).map(([name, child]) => [`.${name}`, child ?? null])
  const [name, child] = parts.find(([, part]) => findForbidden(toGoJson(part)) !== undefined) ?? ['', null]
  return name === '' ? '' : `${name}${placeOf(child)}`
}
