// The program's version, the same as in package.json; a test holds them together. Data only.

/** The program's version. */
export const VERSION = '0.1.0'
