// Base64: written without a limit of length, and read as Go does.

/** A text's bytes in base64. */
export function encodeBase64(text: string): string {
  let binary = ''
  for (const byte of new TextEncoder().encode(text)) binary += String.fromCharCode(byte)
  return btoa(binary)
}

/** Whether a text is base64. Line ends do not count (golang/go:src/encoding/base64/base64.go). */
export function isBase64(text: string): boolean {
  const letters = text.replace(/[\r\n]/g, '')
  return /^(?:[A-Za-z0-9+/]{4})*(?:[A-Za-z0-9+/]{2}==|[A-Za-z0-9+/]{3}=)?$/.test(letters)
}
