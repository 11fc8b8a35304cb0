// The flags of helm template, install and upgrade, for both majors. Data, and one look-up.

/** The majors of Helm that are told apart. */
export type HelmMajor = 3 | 4

/** The subcommands of Helm that run a post-renderer. */
export const HELM_SUBCOMMANDS = ['template', 'install', 'upgrade'] as const

/** A subcommand of Helm that runs a post-renderer. */
export type HelmSubcommand = (typeof HELM_SUBCOMMANDS)[number]

/** One flag of Helm. */
export interface HelmFlag {
  readonly name: string
  /** The letter of its short form. */
  readonly short: string | undefined
  /** `switch`: true or false, only behind `=`. `value`: behind `=` or as the next word. `optional`: only behind `=`, or none. */
  readonly takes: 'switch' | 'value' | 'optional'
}

/** The flags of a subcommand, by name. */
export function helmFlags(major: HelmMajor, subcommand: HelmSubcommand): ReadonlyMap<string, HelmFlag> {
  const ofMajor = (major === 4 ? SERVER_SIDE : UNLISTED)[subcommand]
  const groups = [EVERYWHERE, BY_MAJOR[major], BY_SUBCOMMAND[subcommand], ofMajor]
  const flags = groups.flatMap(({ switches, values, optional }: FlagGroup) => [
    ...named('switch', switches),
    ...named('value', values),
    ...named('optional', optional),
  ])
  return new Map(flags.map((flag) => [flag.name, flag]))
}

/** The switches that Helm knows before it has found the subcommand; all other words there take the next one with them. */
export const GLOBAL_SWITCHES: readonly string[] = ['debug', 'kube-insecure-skip-tls-verify']

/** Names of flags, separated by blanks. */
interface FlagGroup {
  readonly switches?: string
  readonly values?: string
  readonly optional?: string
}

const EVERYWHERE: FlagGroup = {
  switches: `atomic create-namespace debug dependency-update devel disable-openapi-validation enable-dns force help hide-notes
    insecure-skip-tls-verify kube-insecure-skip-tls-verify no-hooks pass-credentials plain-http render-subchart-notes
    skip-crds skip-schema-validation take-ownership verify wait-for-jobs`,
  values: `burst-limit ca-file cert-file description key-file keyring kube-apiserver kube-as-group kube-as-user kube-ca-file
    kube-context kube-tls-server-name kube-token kubeconfig labels namespace password post-renderer post-renderer-args qps
    registry-config repo repository-cache repository-config set set-file set-json set-literal set-string timeout username
    values version`,
  optional: 'dry-run',
}

const BY_MAJOR: Readonly<Record<HelmMajor, FlagGroup>> = {
  3: { switches: 'wait' },
  4: {
    switches: 'force-conflicts force-replace rollback-on-failure',
    values: 'color colour content-cache',
    optional: 'wait',
  },
}

const BY_SUBCOMMAND: Readonly<Record<HelmSubcommand, FlagGroup>> = {
  template: {
    switches: 'generate-name include-crds is-upgrade release-name replace skip-tests validate',
    values: 'api-versions kube-version name-template output-dir show-only',
  },
  install: { switches: 'generate-name hide-secret replace', values: 'name-template output' },
  upgrade: {
    switches: 'cleanup-on-fail hide-secret install reset-then-reuse-values reset-values reuse-values',
    values: 'history-max output',
  },
}

/** Helm 4's `--server-side` is of another type on upgrade. */
const SERVER_SIDE: Readonly<Record<HelmSubcommand, FlagGroup>> = {
  template: { switches: 'server-side' },
  install: { switches: 'server-side' },
  upgrade: { values: 'server-side' },
}

/** What Helm 3 accepts and names nowhere. */
const UNLISTED: Readonly<Record<HelmSubcommand, FlagGroup>> = {
  template: {},
  install: {},
  upgrade: { switches: 'recreate-pods' },
}

const SHORT: Readonly<Record<string, string>> = {
  help: 'h',
  namespace: 'n',
  values: 'f',
  labels: 'l',
  output: 'o',
  'generate-name': 'g',
  install: 'i',
  'api-versions': 'a',
  'show-only': 's',
}

function named(takes: HelmFlag['takes'], names: string | undefined): readonly HelmFlag[] {
  const words = (names ?? '').split(/\s+/).filter((name) => name !== '')
  return words.map((name) => ({ name, short: SHORT[name], takes }))
}
