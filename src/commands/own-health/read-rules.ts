// Own health rules from a file or a cluster's argocd-cm, each compiled before anything is written.
import { resolve } from 'node:path'
import type { Cluster } from '../../cluster/port.ts'
import { codeOf, EXIT_CODES, HooksyncError, messageOf } from '../../errors.ts'
import { globMatcher } from '../../manifest/glob.ts'
import { ownRules } from '../../health/own-rules.ts'
import { readFileUntil } from '../../io/read-file.ts'
import { foreignWords } from '../../lua/foreign-words.ts'
import { luaRule } from '../../lua/lua-rule.ts'
import type { GivenRule, RuleText } from '../../lua/lua-rule.ts'
import { decodeSource } from '../../manifest/decode-source.ts'
import type { Diagnostic } from '../../manifest/diagnostic.ts'
import type { Location } from '../../manifest/manifest.ts'
import type { Source } from '../../manifest/manifest.ts'
import { parseDocuments } from '../../manifest/parse-settings.ts'
import { renderDiagnostic } from '../../manifest/render-diagnostic.ts'
import { withoutAnyLine } from '../../manifest/shown-lines.ts'
import { field, isJsonObject } from '../../object/kube-object.ts'
import { unreadable } from '../../manifest/unreadable-source.ts'
import { isError } from '../read-input.ts'
import { inLayers } from './own-health.ts'
import type { FoundHealth, HealthReading } from './own-health.ts'
import { pickConfigMaps } from './pick-config-maps.ts'
import { ARGOCD_CM, fault, readConfigMap } from './read-config-map.ts'
import type { DataEntry, FoundRules } from './read-config-map.ts'

/** Rules that are given: the file that is named, whether the command line names it, and those of a file of settings. */
interface Given {
  readonly path: string | undefined
  /** Where a file of settings names it. */
  readonly place: Location | undefined
  readonly given: boolean
  readonly rules: readonly (readonly GivenRule[])[]
  /** What judges nothing, and has to be right all the same. */
  readonly idleScripts: readonly RuleText[]
}

/** The rules, and what is wrong with them. What the command line names counts first, else what a file of settings has itself. */
export async function rulesOf(
  { path, place, given, rules, idleScripts }: Given,
  io: HealthReading,
): Promise<FoundHealth> {
  const { texts, diagnostics } = path === undefined ? NOTHING : await readFile(path, place, io)
  const layers = given ? [texts, ...rules] : [...rules, texts]
  const { own, diagnostics: broken } = await compiled(layers, idleScripts)
  return { own, rules: layers.flat(), diagnostics: [...diagnostics, ...broken] }
}

const NOTHING: FoundRules = { texts: [], diagnostics: [] }

/** The rules of the argocd-cm in a namespace; throws what is wrong with them, with exit code 3. */
export async function rulesOfCluster(cluster: Cluster, namespace: string, io: HealthReading): Promise<FoundHealth> {
  const found = await readCluster(cluster, namespace, io)
  const { own, diagnostics: broken } = await compiled([found.texts])
  const diagnostics = [...found.diagnostics, ...broken]
  const wrong = diagnostics.filter(isError)
  if (wrong.length === 0) return { own, diagnostics }
  throw new HooksyncError(wrong.map(renderDiagnostic).join('\n'), {
    exitCode: EXIT_CODES.invalid,
    hint: 'nothing was touched',
  })
}

/** One Lua runs all scripts. */
async function compiled(
  layers: readonly (readonly GivenRule[])[],
  idle: readonly RuleText[] = [],
): Promise<FoundHealth> {
  const texts = [...layers.flat().filter((rule) => 'script' in rule), ...idle]
  const machine = texts.length === 0 ? undefined : await (await import('../../lua/machine.ts')).openLua()
  const diagnostics = texts.flatMap((text) => [...brokenOf(text, machine?.compile(text.script)), ...warningsOf(text)])
  const filled = layers.filter((rules) => rules.length > 0)
  const judging = filled.map((rules) =>
    ownRules(rules.flatMap((rule) => ('judge' in rule ? rule : machine === undefined ? [] : luaRule(rule, machine)))),
  )
  return { own: inLayers(judging.map((rules) => ({ ownRules: rules }))), diagnostics }
}

/** What a rule would fail for when it comes to that line. */
function warningsOf(text: RuleText): readonly Diagnostic[] {
  return foreignWords(text).map(({ line, message, hint }) => ({
    code: 'HEALTH_RULE',
    severity: 'warning',
    message: `the health rule for ${text.pattern}: ${message}`,
    location: text.locate(line),
    hint,
  }))
}

function brokenOf(
  { pattern, locate }: RuleText,
  found: { readonly message: string; readonly line?: number } | undefined,
): readonly Diagnostic[] {
  if (globMatcher(pattern) === undefined) {
    return [fault(locate(1), `no kind can be written like ${pattern}`, 'in [] stands what may be there, as in [a-z]')]
  }
  if (found === undefined) return []
  const hint = 'mend the Lua there; a rule ends with return { status = "Healthy", message = "…" }'
  return [fault(locate(found.line ?? 1), `the health rule for ${pattern} is no Lua: ${found.message}`, hint)]
}

async function readFile(path: string, place: Location | undefined, io: HealthReading): Promise<FoundRules> {
  const { source, diagnostics } = await readFileUntil(resolve(io.cwd, path), io.signal).then(
    (bytes) => decodeSource(path, bytes),
    (error: unknown) => ({ source: undefined, diagnostics: unreadableRules(path, place, error) }),
  )
  return source === undefined ? { texts: [], diagnostics } : rulesIn(source)
}

/** The rules in Lua of an argocd-cm, or what one is made of, and what is wrong with them. */
export function rulesIn(source: Source): FoundRules {
  const { roots, diagnostics: parsed } = parseDocuments(source)
  // It may be anybody's, with Secrets beside it.
  const told = withoutAnyLine(parsed)
  if (told.some(isError)) return { texts: [], diagnostics: told }
  const { maps, diagnostics: picked } = pickConfigMaps(source, roots)
  const found = maps.map(readConfigMap)
  const texts = found.flatMap((map) => map.texts)
  const twice = texts.flatMap((text, at) => doubleOf(text, texts.slice(0, at)))
  return { texts, diagnostics: [...told, ...picked, ...found.flatMap((map) => map.diagnostics), ...twice] }
}

function unreadableRules(path: string, place: Location | undefined, error: unknown): readonly Diagnostic[] {
  const { diagnostics } = unreadable(path, error, 'name the file in it that holds the ConfigMap argocd-cm')
  if (place === undefined) return diagnostics
  return diagnostics.map((found) => ({
    ...found,
    message: `healthFrom: ${found.message}`,
    location: place,
    ...(codeOf(error) === 'ENOENT' ? { hint: 'check the path: it is one from the folder of hooksync.yaml' } : {}),
  }))
}

/** Of two ConfigMaps nobody could say whose rule counts. */
function doubleOf({ pattern, locate }: RuleText, before: readonly RuleText[]): readonly Diagnostic[] {
  const first = before.find((other) => other.pattern === pattern)?.locate(1)
  if (first === undefined) return []
  const message = `there are two health rules for ${pattern}; the first is on line ${first.line}`
  return [fault(locate(1), message, 'leave one of them out')]
}

async function readCluster(cluster: Cluster, namespace: string, { signal }: HealthReading): Promise<FoundRules> {
  const type = await cluster.resolve({ group: '', version: 'v1', kind: 'ConfigMap' })
  if (type === undefined) return { texts: [], diagnostics: [] }
  const refused = (why: string, cause?: unknown): HooksyncError => {
    const message = `--health-from: ConfigMap ${namespace}/${ARGOCD_CM} ${why}`
    const hint = 'cluster:NAMESPACE says where Argo CD is; a file works as well'
    return new HooksyncError(message, { exitCode: EXIT_CODES.cluster, hint, cause })
  }
  const object = await cluster.get({ type, namespace, name: ARGOCD_CM }, { signal }).catch((error: unknown) => {
    throw refused(`cannot be read: ${messageOf(error)}`, error)
  })
  if (object === undefined) throw refused('is not there')
  const data = field(object, 'data')
  const source = (key: string): string => `${namespace}/${ARGOCD_CM} ${key}`
  const entries = Object.entries(isJsonObject(data) ? data : {}).flatMap(([key, value]): readonly DataEntry[] =>
    typeof value === 'string' ? [{ key, value, locate: (line) => ({ source: source(key), line, column: 1 }) }] : [],
  )
  return readConfigMap(entries)
}
