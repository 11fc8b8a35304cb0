// The parts of a CI system's log that can be folded: one a wave. Says what is written before the lines of an event.
import type { SyncEvent } from '../../sync/events.ts'
import type { EventOf, EventType } from '../presenter.ts'
import { tasksText } from '../task-text.ts'
import type { CiSystem } from './ci-system.ts'
import { githubCommand } from './github-command.ts'

/** Opens and closes the sections as the events come. */
export interface LogSections {
  /** The lines, each with its line end, that belong before those of the event. */
  before(event: SyncEvent): string
  /** What closes the one that may still be open. */
  end(): string
}

/** One that is open. */
interface Section {
  /** Of letters, digits and `_.-`, and no other's. */
  readonly id: string
  readonly title: string
  readonly folded: boolean
}

interface Dialect {
  readonly open: (section: Section, at: number) => string
  readonly close: (section: Section, at: number) => string
}

/** GitLab takes the seconds since 1970, and a section for one only with the carriage return and the sequence behind it. */
const MARK_END = '\r\u001b[0K'

const DIALECTS: Readonly<Record<CiSystem, Dialect>> = {
  github: {
    open: ({ title }) => `${githubCommand('group', {}, title)}\n`,
    close: () => `${githubCommand('endgroup', {}, '')}\n`,
  },
  gitlab: {
    open: ({ id, title, folded }, at) =>
      `section_start:${seconds(at)}:${id}${folded ? '[collapsed=true]' : ''}${MARK_END}${title}\n`,
    close: ({ id }, at) => `section_end:${seconds(at)}:${id}${MARK_END}\n`,
  },
}

/** What is not part of a wave; how a run ends has to be seen without unfolding anything. */
const OUTSIDE: ReadonlySet<EventType> = new Set([
  'phase-started',
  'operation-completed',
  'interrupted',
  'lock-lost',
  'cluster-lost',
  'timed-out',
])

/** Sections for a system. */
export function createLogSections(system: CiSystem): LogSections {
  const { open, close } = DIALECTS[system]
  let section: Section | undefined
  let last = 0
  const closed = (): string => {
    const text = section === undefined ? '' : close(section, last)
    section = undefined
    return text
  }
  return {
    before: (event) => {
      last = event.at
      if (OUTSIDE.has(event.type)) return closed()
      if (event.type !== 'wave-started') return ''
      const before = closed()
      section = sectionOf(event)
      return `${before}${open(section, event.at)}`
    },
    end: closed,
  }
}

/** Hooks have logs that people look for: their waves are open where a system lets us choose. */
function sectionOf({ phase, wave, tasks, at }: EventOf<'wave-started'>): Section {
  return {
    id: `hooksync_${phase}_${wave}_${at}`,
    title: `${phase} wave ${wave}: ${tasksText(phase, tasks.length)}`,
    folded: !tasks.some(({ hook }) => hook),
  }
}

function seconds(at: number): number {
  return Math.floor(at / 1000)
}
