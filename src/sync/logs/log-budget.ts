// How much of a log is told: so many lines a second, so many characters a line; what is left out is counted. Pure.

/** So many lines of a container are told at once. */
const AT_ONCE = 400

/** Beyond them so many in each second. */
const PER_SECOND = 40

/** The longest line that is told, in characters. */
const LONGEST = 2000

/** What may be told of one container. */
export interface LogBudget {
  /** How many lines were left out before this one, which may be told; undefined: it is left out. */
  take(now: number): number | undefined
  /** How many were left out since the last that was told, or since this was asked. */
  rest(): number
}

/** A budget that nothing was taken from; times in milliseconds. */
export function createLogBudget(): LogBudget {
  let left = AT_ONCE
  let refilledAt: number | undefined
  let leftOut = 0
  return {
    take(now) {
      refilledAt ??= now
      const seconds = Math.floor((now - refilledAt) / 1000)
      if (seconds > 0) {
        left = Math.min(AT_ONCE, left + seconds * PER_SECOND)
        refilledAt += seconds * 1000
      }
      if (left === 0) {
        leftOut += 1
        return undefined
      }
      left -= 1
      const before = leftOut
      leftOut = 0
      return before
    },
    rest() {
      const before = leftOut
      leftOut = 0
      return before
    },
  }
}

/** A line as it is told: of a long one the beginning, and how much more there is. */
export function shortened(text: string): string {
  if (text.length <= LONGEST) return text
  // No half of a character.
  const end = /[\ud800-\udbff]/.test(text.charAt(LONGEST - 1)) ? LONGEST - 1 : LONGEST
  return `${text.slice(0, end)}… (${text.length - end} more characters)`
}

/** What stands for lines that are not told. */
export function leftOutText(count: number): string {
  const lines = count === 1 ? '1 line' : `${count} lines`
  return `… ${lines} left out: they came faster than ${PER_SECOND} a second`
}
