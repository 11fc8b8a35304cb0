// Who a run is, for those who find its lock: user, machine, process, and the pipeline that it belongs to.
import { hostname, userInfo } from 'node:os'

/** By what a CI system tells its pipelines where they can be looked at; the first that is set counts. */
const PIPELINES: readonly ((env: Env) => string | undefined)[] = [
  // GitHub Actions
  ({ GITHUB_SERVER_URL: server, GITHUB_REPOSITORY: repository, GITHUB_RUN_ID: run }) =>
    [server, repository, run].includes(undefined) ? undefined : `${server}/${repository}/actions/runs/${run}`,
  // GitLab
  ({ CI_JOB_URL, CI_PIPELINE_URL }) => CI_JOB_URL ?? CI_PIPELINE_URL,
  // Jenkins, Buildkite, CircleCI, Travis
  ({ BUILD_URL, BUILDKITE_BUILD_URL, CIRCLE_BUILD_URL, TRAVIS_JOB_WEB_URL }) =>
    BUILD_URL ?? BUILDKITE_BUILD_URL ?? CIRCLE_BUILD_URL ?? TRAVIS_JOB_WEB_URL,
  // Azure Pipelines
  ({ SYSTEM_COLLECTIONURI: server, SYSTEM_TEAMPROJECT: project, BUILD_BUILDID: build }) =>
    [server, project, build].includes(undefined) ? undefined : `${server}${project}/_build/results?buildId=${build}`,
]

type Env = Readonly<Record<string, string | undefined>>

/** `ci@runner-7 (process 4711), https://gitlab.example.com/shop/-/jobs/17`. */
export function holderName(env: Env): string {
  return inPipeline(`${userName()}@${hostname()} (process ${process.pid})`, env)
}

/** Who gives a lock up by hand: `ann@laptop`. */
export function unlockerName(env: Env): string {
  return inPipeline(`${userName()}@${hostname()}`, env)
}

function inPipeline(name: string, env: Env): string {
  const pipeline = PIPELINES.map((urlIn) => urlIn(env)).find((url) => url !== undefined && url !== '')
  return pipeline === undefined ? name : `${name}, ${pipeline}`
}

/** In a container a user often has a number only. */
function userName(): string {
  try {
    return userInfo().username
  } catch {
    return String(process.getuid?.() ?? 'somebody')
  }
}
