import type { Deps } from "../../deps";
import { ConfigError } from "../../platform/process/environment";
import {
  type EncryptedValue,
  findEncryptionCheck,
  insertEncryptionCheck,
  replaceEncryptionCheck,
  selectEncryptedValues,
} from "./encryption-check-store";
import type { SecretCipher } from "./secret-cipher";

const knownText = "headgate";
const associatedData = "encryption check";
/** Of a database from before there was a check value. */
const triedMax = 1_000;

/**
 * Refuses a key that is not the one of this database's secrets. A database without a check value
 * gets one, unless secrets are in it already that this key does not decrypt. @throws ConfigError
 */
export async function checkEncryptionKey(
  deps: Pick<Deps, "db" | "cipher"> & { log?: Pick<Deps["log"], "warn"> },
): Promise<void> {
  const { db, cipher, log } = deps;
  if ((await findEncryptionCheck(db)) === undefined) {
    const values = await selectEncryptedValues(db, triedMax);
    const lost = undecryptable(cipher, values);
    if (lost.length > 0 && lost.length === values.length) throw otherKey();
    if (lost.length > 0) {
      // Saved with several keys: which one is right is the operator's to say.
      log?.warn(
        { lost: lost.slice(0, 20) },
        "HEADGATE_ENCRYPTION_KEY does not decrypt some secrets",
      );
      return;
    }
    await insertEncryptionCheck(db, cipher.encrypt(knownText, associatedData));
  }
  if (!matchesCheck(cipher, await findEncryptionCheck(db))) throw otherKey();
}

/** True where there is no check value yet, as in a database that was just restored. */
export function matchesCheck(cipher: SecretCipher, value: Buffer | undefined): boolean {
  return value === undefined || decrypts(cipher, value, associatedData);
}

/** Makes this the database's key although others were used; answers what has to be saved anew. */
export async function adoptEncryptionKey({
  db,
  cipher,
}: Pick<Deps, "db" | "cipher">): Promise<string[]> {
  await replaceEncryptionCheck(db, cipher.encrypt(knownText, associatedData));
  return undecryptable(cipher, await selectEncryptedValues(db, triedMax));
}

function undecryptable(cipher: SecretCipher, values: readonly EncryptedValue[]): string[] {
  return values
    .filter((value) => !decrypts(cipher, value.valueEncrypted, value.associatedData))
    .map(({ name }) => name);
}

function decrypts(cipher: SecretCipher, value: Buffer, data: string): boolean {
  try {
    cipher.decrypt(value, data);
    return true;
  } catch {
    return false;
  }
}

function otherKey(): ConfigError {
  return new ConfigError(
    'HEADGATE_ENCRYPTION_KEY must be the key that the secrets in this database were saved with, the same for every gateway on it, e.g. HEADGATE_ENCRYPTION_KEY="$(cat data/encryption-key)"; where that one is lost: npm run gateway -- encryption-key adopt',
  );
}
