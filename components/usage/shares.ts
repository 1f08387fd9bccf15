const tenths = 1_000;

/**
 * Parts of a whole in tenths of a percent, each rounded up or down so that together they are 1,000:
 * those that lost most by rounding down get what is left over (largest remainder). Nothing = zeros.
 */
export function toShares(parts: readonly number[]): number[] {
  const whole = parts.reduce((total, part) => total + part, 0);
  if (whole === 0) return parts.map(() => 0);
  const exact = parts.map((part) => (part / whole) * tenths);
  const shares = exact.map(Math.floor);
  const left = tenths - shares.reduce((total, share) => total + share, 0);
  const byLoss = exact
    .map((value, index) => ({ index, lost: value - Math.floor(value) }))
    .sort((one, other) => other.lost - one.lost);
  for (const { index } of byLoss.slice(0, left)) shares[index] = (shares[index] ?? 0) + 1;
  return shares;
}

/** `62.5%`; what is something never reads 0%, and a part never reads 100%. */
export function shareText(share: number, part: number, whole: number): string {
  if (part === 0) return "0%";
  if (part === whole) return "100%";
  if (share === 0) return "<0.1%";
  return share >= tenths ? ">99.9%" : `${(share / 10).toFixed(1)}%`;
}
