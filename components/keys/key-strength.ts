import {
  entropyBitsPerCharacter,
  minKeyEntropyBitsPerCharacter,
  registerKeyBody,
} from "@/gateway/contracts/key";

export const keyCharacters = { min: 32, max: 128 };

export interface KeyCheck {
  rule: string;
  /** What the key has, in the rule's unit. */
  has: string;
  isMet: boolean;
}

/** The rules for a customer's own key, as they stand while it is typed or pasted. */
export function keyChecks(key: string): KeyCheck[] {
  const length = Array.from(key).length;
  const bits = length === 0 ? 0 : entropyBitsPerCharacter(key);
  return [
    {
      rule: `${keyCharacters.min} to ${keyCharacters.max} characters`,
      has: `${length}`,
      isMet: length >= keyCharacters.min && length <= keyCharacters.max,
    },
    {
      rule: `at least ${minKeyEntropyBitsPerCharacter.toFixed(1)} bits of entropy per character`,
      // Rounded down: 2.96 must not read as 3.0.
      has: (Math.floor(bits * 100) / 100).toFixed(2),
      isMet: bits >= minKeyEntropyBitsPerCharacter,
    },
  ];
}

/** The exact text that is signed and sent; null while the contract refuses it. */
export function registrationBody(key: string, name: string): string | null {
  const body = name.trim() ? { key, name: name.trim() } : { key };
  return registerKeyBody.safeParse(body).success ? JSON.stringify(body) : null;
}

/** Why the contract refuses a key that meets both rules; null when it does not. */
export function keyProblem(key: string): string | null {
  if (key === "" || keyChecks(key).some((check) => !check.isMet)) return null;
  const checked = registerKeyBody.safeParse({ key });
  return checked.success ? null : `Key ${checked.error.issues[0]?.message}`;
}
