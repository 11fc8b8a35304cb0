// The flags for CI systems, of whatever runs something. Data only.
import { CI_MODES } from '../../../report/ci/ci-system.ts'
import { underHeading } from '../flag.ts'

/** The rows, in the order of the help. */
export const CI_FLAG_TABLE = underHeading('Output', [
  {
    name: 'ci',
    type: 'value',
    value: 'SYSTEM',
    choices: CI_MODES,
    default: 'auto',
    description:
      "groups and annotations of GitHub Actions and the step's summary, or sections of GitLab, among the plain lines; auto: by GITHUB_ACTIONS and GITLAB_CI",
  },
  {
    name: 'junit',
    type: 'value',
    value: 'FILE',
    description: 'write the run as JUnit XML to this file, a case for each hook and resource, however the run ends',
  },
])
