// Own health rules held against what they are to judge: a rule for a misspelt kind, a file of rules that is applied itself. Reads no files.
import { resolve } from 'node:path'
import { knownKinds } from '../../health/index.ts'
import type { GivenRule } from '../../lua/lua-rule.ts'
import type { Diagnostic } from '../../manifest/diagnostic.ts'
import type { Location, Manifest } from '../../manifest/manifest.ts'
import { suggest } from '../../manifest/suggest.ts'
import { meansKind } from '../../object/kind-word.ts'
import { isKubernetesGroup } from '../../object/kubernetes-group.ts'
import { groupVersionKind, shortKey, keyOf } from '../../object/resource-key.ts'
import type { FoundHealth, RulesFile } from './own-health.ts'

interface Kind {
  readonly group: string
  readonly kind: string
}

/** A warning for each rule that judges no manifest where one has a kind with nearly its name, and no rule; what is for others may stand in a file that several share. */
export function misspeltRules(
  { rules = [], file }: Pick<FoundHealth, 'rules' | 'file'>,
  manifests: readonly Manifest[],
): readonly Diagnostic[] {
  const all = manifests.map(({ object }) => groupVersionKind(object))
  const kinds = new Map(all.map((kind) => [patternOf(kind), kind]))
  const patterns = new Set(rules.map(({ pattern }) => pattern))
  const known = new Set(knownKinds().map(patternOf))
  const without = [...kinds].filter(([written, { group }]) => !patterns.has(written) && !isKubernetesGroup(group))
  return rules.flatMap((rule) => {
    const { pattern } = rule
    if (kinds.has(pattern) || known.has(pattern) || WILDCARD.test(pattern)) return []
    const [meant] = without.find(([, kind]) => isNear(pattern, kind)) ?? []
    if (meant === undefined) return []
    const message = `the health rule for ${pattern} judges nothing: the manifests have ${meant}`
    const location = placeOf(rule)
    const key = `write ${meant.replace('/', '_')} in its key, or ${meant} below resource.customizations`
    const hint = location.source === file?.path ? key : `write ${meant}`
    return [{ code: 'HEALTH_RULE', severity: 'warning', message, location, hint }]
  })
}

const WILDCARD = /[*?[\]{}\\]/

function patternOf({ group, kind }: Kind): string {
  return group === '' ? kind : `${group}/${kind}`
}

function isNear(pattern: string, { group, kind }: Kind): boolean {
  const [writtenGroup = '', writtenKind = '', ...more] = pattern.includes('/') ? pattern.split('/') : ['', pattern]
  if (more.length > 0) return false
  const isKind = meansKind(writtenKind, kind)
  return writtenGroup === group ? isKind || isSlip(writtenKind, kind) : isKind && isSlip(writtenGroup, group)
}

/** Nobody slips at the first letter: TCPRoute and UDPRoute are two kinds. */
function isSlip(written: string, meant: string): boolean {
  const isBegun = written.charAt(0).toLowerCase() === meant.charAt(0).toLowerCase()
  return isBegun && suggest(written, [meant]) !== undefined
}

function placeOf(rule: GivenRule): Location {
  if ('script' in rule) return rule.locate(1)
  const [, source = rule.place, line = '1'] = /^(.*):(\d+)$/s.exec(rule.place) ?? []
  return { source, line: Number(line), column: 1 }
}

/** The files and folders of -f. */
interface Named {
  readonly files: readonly string[]
  readonly cwd: string
}

/** A warning where the ConfigMap that rules are read of is among what is written: it would lie over that of Argo CD. */
export function appliedRules(
  { path, by }: RulesFile,
  manifests: readonly Manifest[],
  { files, cwd }: Named,
): readonly Diagnostic[] {
  const file = resolve(cwd, path)
  const found = manifests.find(({ location }) => resolve(cwd, location.source) === file)
  if (found === undefined) return []
  const { location, object } = found
  const folder = files.find((one) => resolve(cwd, one) !== file && file.startsWith(`${resolve(cwd, one)}/`))
  const hint =
    folder === undefined
      ? 'leave it out of -f'
      : `--exclude ${file.slice(resolve(cwd, folder).length + 1)} leaves it out, or move it to another folder`
  const message = `${shortKey(keyOf(object))} is applied, too: ${by} names a file that is among the manifests`
  return [{ code: 'HEALTH_RULE', severity: 'warning', message, location, hint }]
}
