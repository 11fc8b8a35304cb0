// The forms of names, ports and addresses, and why a text has not one (kubernetes/apimachinery:pkg/util/validation/validation.go).
import { parseAddress } from './addresses.ts'
import type { Format } from './causes.ts'

const LABEL = '[a-z0-9]([-a-z0-9]*[a-z0-9])?'
const SUBDOMAIN = String.raw`${LABEL}(\.${LABEL})*`
const NAME = '([A-Za-z0-9][-A-Za-z0-9_.]*)?[A-Za-z0-9]'
const CONFIG_KEY = '[-._a-zA-Z0-9]+'
const PERCENT = '[0-9]+%'
const WILDCARD = String.raw`\*\.${SUBDOMAIN}`
const WORD =
  "must consist of alphanumeric characters, '-', '_' or '.', and must start and end with an alphanumeric character"

const LABEL_FORM = whole(LABEL)
const SUBDOMAIN_FORM = whole(SUBDOMAIN)
const NAME_FORM = whole(NAME)
const VALUE_FORM = whole(`(${NAME})?`)
const CONFIG_KEY_FORM = whole(CONFIG_KEY)
const PERCENT_FORM = whole(PERCENT)
const WILDCARD_FORM = whole(WILDCARD)

/** The name of a Service, a container, a port of a Service. */
export const labelName: Format = (text) => {
  const problems = longerThan(text, 63)
  if (LABEL_FORM.test(text)) return problems
  if (SUBDOMAIN_FORM.test(text)) return [...problems, 'must not contain dots']
  const what =
    "a lowercase RFC 1123 label must consist of lower case alphanumeric characters or '-', and must start and end with an alphanumeric character"
  return [...problems, pattern(what, LABEL, ['my-name', '123-abc'])]
}

/** The name of most objects. */
export const subdomain: Format = (text) => {
  const problems = longerThan(text, 253)
  if (SUBDOMAIN_FORM.test(text)) return problems
  const what =
    "a lowercase RFC 1123 subdomain must consist of lower case alphanumeric characters, '-' or '.', and must start and end with an alphanumeric character"
  return [...problems, pattern(what, SUBDOMAIN, ['example.com'])]
}

/** A host of an Ingress that begins with `*.`. */
export const wildcardDomain: Format = (text) => {
  const problems = longerThan(text, 253)
  if (WILDCARD_FORM.test(text)) return problems
  const what =
    "a wildcard DNS-1123 subdomain must start with '*.', followed by a valid DNS subdomain, which must consist of lower case alphanumeric characters, '-' or '.' and end with an alphanumeric character"
  return [...problems, pattern(what, WILDCARD, ['*.example.com'])]
}

/** The key of a label: a name, with a domain before it or without. */
export const qualifiedName: Format = (text) => {
  const parts = text.split('/')
  const shown = pattern(WORD, NAME, ['MyName', 'my.name', '123-abc'])
  if (parts.length > 2) {
    return [`a valid label key ${shown} with an optional DNS subdomain prefix and '/' (e.g. 'example.com/MyName')`]
  }
  const name = parts.at(-1) ?? ''
  const prefix = parts.length === 2 ? (parts[0] ?? '') : undefined
  const problems = prefix === undefined ? [] : prefix === '' ? ['must be non-empty'] : subdomain(prefix)
  return [
    ...problems.map((why) => `prefix part ${why}`),
    ...(name === '' ? ['name part must be non-empty'] : []),
    ...(name.length > 63 ? ['name part must be no more than 63 bytes'] : []),
    ...(NAME_FORM.test(name) ? [] : [`name part ${shown}`]),
  ]
}

/** The value of a label. */
export const labelValue: Format = (text) => [
  ...(text.length > 63 ? ['must be no more than 63 bytes'] : []),
  ...(VALUE_FORM.test(text)
    ? []
    : [
        pattern(WORD.replace('must', 'a valid label must be an empty string or'), `(${NAME})?`, [
          'MyValue',
          'my_value',
          '12345',
        ]),
      ]),
]

/** A key of a ConfigMap or a Secret. */
export const configKey: Format = (text) => {
  const what = "a valid config key must consist of alphanumeric characters, '-', '_' or '.'"
  const form = CONFIG_KEY_FORM.test(text) ? [] : [pattern(what, CONFIG_KEY, ['key.name', 'KEY_NAME', 'key-name'])]
  const dots = text === '.' || text === '..' ? [`must not be '${text}'`] : []
  const hidden = text.startsWith('..') && text !== '..' ? ["must not start with '..'"] : []
  return [...longerThan(text, 253), ...form, ...dots, ...hidden]
}

/** The name of a port of a container. */
export const portName: Format = (text) => [
  ...longerThan(text, 15),
  ...(/^[-a-z0-9]+$/.test(text) ? [] : ['must contain only alpha-numeric characters (a-z, 0-9), and hyphens (-)']),
  ...(/[a-z]/.test(text) ? [] : ['must contain at least one letter (a-z)']),
  ...(text.includes('--') ? ['must not contain consecutive hyphens'] : []),
  ...(text.startsWith('-') || text.endsWith('-') ? ['must not begin or end with a hyphen'] : []),
]

/** The name of an environment variable. */
export const variableName: Format = (text) =>
  /^[ -<>-~]+$/.test(text)
    ? []
    : ["a valid environment variable name must consist only of printable ASCII characters other than '='"]

/** `25%` */
export const percentage: Format = (text) =>
  PERCENT_FORM.test(text)
    ? []
    : [pattern("a valid percent string must be a numeric string followed by an ending '%'", PERCENT, ['1%', '93%'])]

/** An address of either family. */
export const address: Format = (text) =>
  parseAddress(text) !== undefined ? [] : ['must be a valid IP address, (e.g. 10.9.8.7 or 2001:db8::ffff)']

/** The name of an RBAC object: nearly anything. */
export const pathSegment: Format = (text) => {
  if (text === '.' || text === '..') return [`may not be '${text}'`]
  return ['/', '%'].filter((letter) => text.includes(letter)).map((letter) => `may not contain '${letter}'`)
}

function longerThan(text: string, limit: number): readonly string[] {
  return text.length > limit ? [`must be no more than ${limit} characters`] : []
}

function pattern(what: string, expression: string, examples: readonly string[]): string {
  const shown = examples.map((example) => `'${example}', `).join(' or ')
  return `${what} (e.g. ${shown}regex used for validation is '${expression}')`
}

function whole(expression: string): RegExp {
  return new RegExp(`^${expression}$`)
}
