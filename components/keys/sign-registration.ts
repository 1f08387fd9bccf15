/** Why a file can't sign; `message` is shown as it is. */
export class SigningError extends Error {
  override readonly name = "SigningError";
}

/**
 * Signs the exact bytes of a registration with an Ed25519 private key (PKCS #8, PEM), in the browser:
 * neither the file nor the key goes anywhere. Answers the signature in base64.
 * @throws SigningError when the file is no such key, or the browser can't sign here
 */
export async function signRegistration(body: string, pem: string): Promise<string> {
  const { subtle } = globalThis.crypto;
  if (!subtle) {
    throw new SigningError(
      "This browser signs on https and localhost only. Sign elsewhere and paste the signature.",
    );
  }
  const der = privateKeyBytes(pem);
  let key: CryptoKey;
  try {
    key = await subtle.importKey("pkcs8", der, { name: "Ed25519" }, false, ["sign"]);
  } catch (cause) {
    const message =
      cause instanceof DOMException && cause.name === "NotSupportedError"
        ? "This browser can't sign with Ed25519. Sign elsewhere and paste the signature."
        : "This is not an Ed25519 private key in PKCS #8.";
    throw new SigningError(message, { cause });
  }
  const signature = await subtle.sign({ name: "Ed25519" }, key, new TextEncoder().encode(body));
  return btoa(String.fromCharCode(...new Uint8Array(signature)));
}

function privateKeyBytes(pem: string): Uint8Array<ArrayBuffer> {
  if (/BEGIN ENCRYPTED PRIVATE KEY/.test(pem)) {
    throw new SigningError(
      "This private key has a passphrase. Take it off first, or sign elsewhere.",
    );
  }
  const match = /-----BEGIN PRIVATE KEY-----([A-Za-z0-9+/=\s]+)-----END PRIVATE KEY-----/.exec(pem);
  if (!match?.[1]) {
    throw new SigningError("Choose a PEM file that begins with -----BEGIN PRIVATE KEY-----");
  }
  try {
    return Uint8Array.from(atob(match[1].replace(/\s/g, "")), (byte) => byte.charCodeAt(0));
  } catch (cause) {
    throw new SigningError("This PEM file is damaged.", { cause });
  }
}
