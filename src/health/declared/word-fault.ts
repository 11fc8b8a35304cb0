// What is wrong with a word of a short health rule, and what to write. Data only.

/** Why a word means nothing, and the remedy; it stands behind the name of the word. */
export interface WordFault {
  readonly fault: string
  readonly hint: string
}
