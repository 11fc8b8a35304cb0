// The table of causes: the first rule that applies gives the one line nearest to the user's own text. Pure.
import { condition } from '../health/condition.ts'
import { joinCause } from './cause.ts'
import type { Cause, PodRule, Rule } from './cause.ts'
import { deadlineText } from './container-causes.ts'
import { failedCreate } from './creation-causes.ts'
import type { Facts } from './facts.ts'
import { OBJECT_RULES, suspendedJob } from './object-causes.ts'
import { BROKEN_POD_RULES, WAITING_POD_RULES } from './pod-causes.ts'

/** Most specific first; a broken pod tells more than its controller, its controller more than a pod that takes its time. */
const RULES: readonly Rule[] = [
  suspendedJob,
  jobDeadline,
  (facts) => causeOfPods(facts, BROKEN_POD_RULES),
  failedCreate,
  (facts) => causeOfPods(facts, WAITING_POD_RULES),
]

/** Why, in one line, and what to do where a rule knows it. */
export function findCause(facts: Facts): Cause {
  for (const rule of RULES) {
    const found = rule(facts)
    if (found !== undefined) return found
  }
  for (const rule of OBJECT_RULES) {
    const found = rule(facts)
    // The object alone told it, so it matters what could not be seen.
    if (found !== undefined) return withNote(found, facts)
  }
  return { code: 'Unknown', cause: 'nothing tells why' }
}

/** The worst pod first; undefined when they are well. */
function causeOfPods(facts: Facts, rules: readonly PodRule[]): Cause | undefined {
  for (const pod of facts.pods) {
    for (const rule of rules) {
      const found = rule(pod)
      if (found !== undefined) return { ...found, pod: pod.diagnosis.name }
    }
  }
  return undefined
}

/** The Job controller deletes what runs at the deadline; what broke before is told with it. */
function jobDeadline(facts: Facts): Cause | undefined {
  const { object } = facts
  const failed = condition(object, 'Failed') ?? condition(object, 'FailureTarget')
  if (object.kind !== 'Job' || failed?.reason !== 'DeadlineExceeded') return undefined
  const inner = causeOfPods(facts, BROKEN_POD_RULES) ?? causeOfPods(facts, WAITING_POD_RULES)
  const cause = joinCause('DeadlineExceeded', `the Job ${deadlineText(object)}`)
  if (inner === undefined || inner.killed === true) {
    return { code: 'DeadlineExceeded', cause, hint: 'raise spec.activeDeadlineSeconds, or make it faster' }
  }
  return { ...inner, code: 'DeadlineExceeded', cause: `${cause}; ${inner.cause}` }
}

function withNote(found: Cause, facts: Facts): Cause {
  const note = facts.notes[0]
  return note === undefined ? found : { ...found, cause: `${found.cause} (${note})` }
}
