import type { MintedKey } from "../../contracts/key";
import { keyPrefixCharacters } from "../../contracts/sizes";
import type { Deps } from "../../deps";
import type { ManagementContext } from "../../platform/http/context";
import { generateKey } from "./generate-key";
import { storeKey } from "./store-key";

const attemptsMax = 5;

/** A new key of the group. The plaintext is in this answer and nowhere else. 403, 404 for the group. */
export async function mintKey(
  deps: Deps,
  context: ManagementContext,
  { groupId, name }: { groupId: string; name: string | null },
): Promise<MintedKey> {
  for (let attempt = 1; attempt <= attemptsMax; attempt += 1) {
    const key = generateKey();
    if (await storeKey(deps, context, { groupId, key, name, how: "minted" })) {
      return { api_key: key, prefix: key.slice(0, keyPrefixCharacters), name };
    }
  }
  throw new Error(`${attemptsMax} random prefixes in a row were taken`);
}
