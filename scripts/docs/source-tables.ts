// Tables of what the code lists: exit codes and health rules. Reads sources, writes nothing.
import { EXIT_CODES } from '../../src/errors.ts'
import { FAIL_FAST, FAIL_FAST_CAUSES, limitText } from '../../src/hook/fail-fast.ts'
import { COMPLETING_KINDS } from '../../src/health/completing-kinds.ts'
import { BUILT_IN_RULES } from '../../src/health/built-in-rules.ts'
import { allCustomRules } from '../../src/health/tables/index.ts'
import { table } from './markdown.ts'

const EXIT_CODE_TEXTS: Readonly<Record<keyof typeof EXIT_CODES, string>> = {
  succeeded: 'the sync succeeded, or there was nothing to do and `--allow-empty` said so',
  failed:
    'the sync failed: a hook or a resource failed, or the API server refused one; or the answer to the question of `delete` was no; of `health`: a resource is not Healthy, though its kind has a rule',
  usage: 'wrong command line',
  changed: 'only of `plan --detailed-exitcode`: a sync would change something',
  invalid:
    'refused before anything was written: there are no objects, the manifests or [the settings](docs/settings.md) are invalid, the API server refused one in its dry run (a field, a policy, a quota, a namespace that is not there), or the plan of `--plan` does not hold any more',
  cluster:
    'the cluster could not be reached or refused the credentials, the settings do not allow the context, or a right or a kind is missing; when it is lost in mid-run, the summary at the end says what was done',
  locked: 'another run of the same app, or of the same hooks, holds the lock, or it was lost to one',
  timeout: '`--timeout` was over; what still runs is named; 4 when the API server was out of reach then',
  usageOfPlan: 'wrong command line, with `plan --detailed-exitcode`',
  bug: 'a fault of this program',
  output:
    'all went well (a plan with changes, too), but standard output or the page of `--report` could not be written',
  interrupted: 'interrupted by SIGINT (Ctrl-C)',
  terminated: 'ended by SIGTERM',
  hungUp: 'ended by SIGHUP: the terminal was closed',
}

/** Every exit code, by number. */
export function exitCodeTable(): string {
  const codes = Object.entries(EXIT_CODES).toSorted(([, a], [, b]) => a - b)
  return table(
    ['code', 'meaning'],
    codes.map(([name, code]) => [`${code}`, textOf(name)]),
  )
}

function textOf(name: string): string {
  return Object.entries(EXIT_CODE_TEXTS).find(([key]) => key === name)?.[1] ?? ''
}

/** Every kind that has a health rule, by group. */
export function healthTable(): string {
  const groups = new Map<string, string[]>()
  for (const key of [...Object.keys(BUILT_IN_RULES), ...allCustomRules().map(([name]) => name)]) {
    const group = key.slice(0, key.lastIndexOf('/'))
    groups.set(group, [...(groups.get(group) ?? []), kindText(key)])
  }
  const rows = [...groups].map(([group, kinds]) => [group === '' ? 'core' : group, kinds.join(', ')] as const)
  const isLast = ([group]: readonly [string, string]): number => (group === 'core' ? 0 : group.startsWith('*') ? 2 : 1)
  return table(
    ['group', 'kinds'],
    rows.toSorted((a, b) => isLast(a) - isLast(b) || (a[0] < b[0] ? -1 : 1)),
  )
}

/** Kinds that run to an end, which are those that make good hooks, stand in bold. */
function kindText(key: string): string {
  const kind = key.slice(key.lastIndexOf('/') + 1)
  if (kind === '*') return 'all kinds'
  return COMPLETING_KINDS.includes(key) ? `**${kind}**` : kind
}

/** Every cause for which waiting seldom helps, with its limit. */
export function failFastTable(): string {
  return table(
    ['cause', 'what is seen', 'limit', 'why this limit'],
    FAIL_FAST_CAUSES.map((cause) => {
      const { seen, why, counts, limit } = FAIL_FAST[cause]
      return [`\`${cause}\``, seen, `${limitText(cause, limit)}${counts === 'restarts' ? ' restarts' : ''}`, why]
    }),
  )
}
