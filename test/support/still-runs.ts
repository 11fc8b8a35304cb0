// What a run that was ended from outside says of a hook that goes on.

/** Its name, in the words of what was waited for or of what merely runs, and the command that ends it. */
export function stillRuns(name: string): RegExp {
  const quoted = name.replaceAll(/[()]/g, '\\$&')
  return new RegExp(`(waited for completion of|still running in the cluster:) ${quoted}[^]*to end it: kubectl `)
}
