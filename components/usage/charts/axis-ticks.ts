const roundFactors = [1, 2, 5, 10];
const stepsWanted = 4;

/** From 0 to at least `max` in whole, round steps: 1, 2 or 5 of a power of ten. */
export function axisTicks(max: number): number[] {
  const rough = Math.max(max, 1) / stepsWanted;
  const power = 10 ** Math.floor(Math.log10(rough));
  const round = roundFactors.map((factor) => factor * power).find((step) => step >= rough);
  const step = Math.max(1, Math.round(round ?? rough));
  const count = Math.max(1, Math.ceil(max / step));
  return Array.from({ length: count + 1 }, (_, index) => index * step);
}
