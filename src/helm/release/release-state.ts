// What Helm is about to do to a release, by its revisions: install or upgrade, how it writes; or why we must not go on. Pure.
import type { HelmEvent } from '../../hook/hook-type.ts'
import type { HelmInvocation } from '../command-line/parse-helm-args.ts'
import type { ReleaseRevision } from './release-record.ts'

/** What the revisions say. */
export type ReleaseState =
  | {
      readonly refused: undefined
      readonly event: HelmEvent
      /** The newest revision, undefined for a new name. */
      readonly last: ReleaseRevision | undefined
      /** The revision whose objects Helm holds for its own; undefined for an install. */
      readonly current: ReleaseRevision | undefined
    }
  | {
      /** One line: why nothing may be written. */
      readonly refused: string
    }

type Asked = Pick<HelmInvocation, 'subcommand' | 'installIfMissing' | 'replaceName'>

/**
 * Decides by the revisions, oldest first. Helm has checked the same before it started us, so what it would have refused
 * means that we look at another cluster, namespace or storage than Helm.
 */
export function releaseState(release: string, revisions: readonly ReleaseRevision[], asked: Asked): ReleaseState {
  const last = revisions.at(-1)
  if (last?.status.startsWith('pending-') === true) {
    return { refused: `release ${release} is ${last.status}: another operation is in progress, or one was cut off` }
  }
  if (asked.subcommand === 'install') {
    const free = last === undefined || (asked.replaceName && isOver(last))
    return free ? installed(last) : { refused: elsewhere(`release ${release} is ${last.status}`, 'an install') }
  }
  if (asked.installIfMissing && (last === undefined || last.status === 'uninstalled')) return installed(last)
  const current = last === undefined ? undefined : currentRevision(revisions, last)
  if (current !== undefined) return { refused: undefined, event: 'upgrade', last, current }
  const what = last === undefined ? `there is no release ${release}` : `no revision of ${release} is deployed`
  return { refused: elsewhere(what, 'an upgrade') }
}

/** Whether Helm writes this release by server-side apply (helm/helm:pkg/action/upgrade.go, getUpgradeServerSideValue). */
export function isServerSideRelease(
  { major, serverSide }: Pick<HelmInvocation, 'major' | 'serverSide'>,
  event: HelmEvent,
  lastApplyMethod: string | undefined,
): boolean {
  if (major === 3) return false
  if (event === 'install') return serverSide !== 'false'
  return serverSide === 'auto' ? lastApplyMethod === 'ssa' : serverSide === 'true'
}

function installed(last: ReleaseRevision | undefined): ReleaseState {
  return { refused: undefined, event: 'install', last, current: undefined }
}

/** The deployed one, else a last one that can be built on (helm/helm:pkg/action/upgrade.go, prepareUpgrade). */
function currentRevision(revisions: readonly ReleaseRevision[], last: ReleaseRevision): ReleaseRevision | undefined {
  const deployed = revisions.findLast(({ status }) => status === 'deployed')
  return deployed ?? (last.status === 'failed' || last.status === 'superseded' ? last : undefined)
}

function isOver({ status }: ReleaseRevision): boolean {
  return status === 'uninstalled' || status === 'failed'
}

function elsewhere(what: string, doing: string): string {
  return `${what} where we look, but Helm is at ${doing}: do we look at the same cluster and storage?`
}
