// What goes back to Helm where nothing is to be changed: the bytes as they came. Knows nothing of what is in them.

/** The output of PLAN and of passing through: stdin, and at least one comment line, for Helm 4 refuses a blank answer. */
export function renderUnchanged(bytes: Uint8Array): Uint8Array {
  const blank = bytes.every((byte) => byte === 0x20 || (byte >= 0x09 && byte <= 0x0d))
  return blank ? Buffer.concat([bytes, Buffer.from('# kubectl-hooksync: nothing was rendered\n')]) : bytes
}
