// Whether the certificates and the key of a kubeconfig are what they are said to be. Node would say it in OpenSSL's words, or not at all.
import { createPrivateKey, X509Certificate } from 'node:crypto'
import type { KeyObject } from 'node:crypto'
import { ClusterError } from '../../../errors.ts'
import type { Credentials } from '../config/credentials.ts'

/** Throws a ClusterError that names the field or the file which is wrong. */
export function checkTls({ tls, names }: Pick<Credentials, 'tls' | 'names'>): void {
  if (tls.ca !== undefined) readCertificate(tls.ca, names.ca)
  if (tls.cert === undefined && tls.key === undefined) return
  if (tls.key === undefined) throw wrong(`there is no client key beside the ${names.cert}`)
  if (tls.cert === undefined) throw wrong(`there is no client certificate beside the ${names.key}`)
  const certificate = readCertificate(tls.cert, names.cert)
  const key = readKey(tls.key, names.key)
  if (!certificate.checkPrivateKey(key)) throw wrong(`the ${names.key} does not fit the ${names.cert}`)
}

function readCertificate(text: string | Buffer, name: string): X509Certificate {
  try {
    return new X509Certificate(text)
  } catch (cause) {
    throw wrong(`the ${name} is not a certificate in PEM form`, cause)
  }
}

function readKey(text: string | Buffer, name: string): KeyObject {
  try {
    return createPrivateKey(text)
  } catch (cause) {
    throw wrong(`the ${name} is not a private key in PEM form that can be read without a passphrase`, cause)
  }
}

function wrong(message: string, cause?: unknown): ClusterError {
  return new ClusterError(message, { reason: 'Config', hint: 'correct it there, or log in again', cause })
}
