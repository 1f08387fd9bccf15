import { adoptEncryptionKey, matchesCheck } from "../management/secrets/check-encryption-key";
import { findEncryptionCheck } from "../management/secrets/encryption-check-store";
import { type Command, UsageError } from "./command";

/** For an operator whose former key is lost: everything but the secrets goes on working. */
export const adoptKey: Command = async (deps, { positionals }, print) => {
  if (positionals.length > 0) throw new UsageError("encryption-key adopt takes nothing more");
  const cipher = await deps.cipher();
  const before = await findEncryptionCheck(deps.db);
  const lost = await adoptEncryptionKey({ db: deps.db, cipher });
  print(
    before && matchesCheck(cipher, before)
      ? "HEADGATE_ENCRYPTION_KEY was this database's key already; nothing is changed."
      : "HEADGATE_ENCRYPTION_KEY is this database's key from now on; start the gateways with it.",
  );
  if (lost.length === 0) return;
  print("What was saved with another key can't be read any more; save or rotate it:");
  for (const name of lost) print(`  ${name}`);
};
