// What two screens of the same failure have in common. Pure: knows no run and no file.

/** What differs from run to run, with what stands in its place. */
const CHANCE: readonly (readonly [RegExp, string])[] = [
  // A ReplicaSet's hash and a pod's suffix; of a Job's pod and of a generated name the suffix alone.
  [/-[a-f0-9]{8,10}-[bcdfghjklmnpqrstvwxz2456789]{5}\b/g, '-POD'],
  [/-[bcdfghjklmnpqrstvwxz2456789]{5}\b/g, '-POD'],
  [/\b[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}\b/g, 'UID'],
  // By each byte of the manifests, their comments too.
  [/\brevision [0-9a-f]{7}\b/g, 'revision SHA'],
  [/\b\d{4}-\d\d-\d\dT[\d:.]+Z/g, 'TIME'],
  // How often a controller or the scheduler has tried by then.
  [/ \(\d+ times\)/g, ''],
  // A container that ends at once starts again until the run has seen it.
  [/\brestarted \d+ times\b/g, 'restarted N times'],
  [/\b\d+ restarts\b/g, 'N restarts'],
  // Who holds a lock.
  [/\S+@\S+ \(process \d+\)/g, 'HOLDER'],
  [/\b127\.0\.0\.1:\d+/g, '127.0.0.1:PORT'],
  [/\b(?:\d+h)?(?:\d+m)?\d+(?:\.\d+)?m?s\b/g, 'AGE'],
]

/** A screen without what is there by chance, and without where lines are broken: ages are longer or shorter. */
export function maskScreen(screen: string): string {
  const words = screen.split(/\s+/).filter((word) => word !== '')
  return CHANCE.reduce((text, [found, instead]) => text.replaceAll(found, instead), words.join(' '))
}

/** Whether a text stands in these lines, wherever they are broken. */
export function holds(lines: readonly string[], text: string): boolean {
  return maskScreen(lines.join('\n')).includes(maskScreen(text))
}

/** The last lines of a text. */
export function lastLines(text: string, count: number): readonly string[] {
  return text.trimEnd().split('\n').slice(-count)
}
