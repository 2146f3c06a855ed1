export type Point = readonly [number, number];

/** At most `limit` points with the lowest and highest of each bin kept, so that no spike is lost. */
export function thin(points: readonly Point[], limit = 2000): readonly Point[] {
  if (points.length <= limit) return points;
  const size = Math.ceil(points.length / (limit / 2));
  const kept: Point[] = [];
  for (let start = 0; start < points.length; start += size) {
    const bin = points.slice(start, start + size);
    let [low, high] = [bin[0], bin[0]];
    for (const point of bin) {
      if (low && point[1] < low[1]) low = point;
      if (high && point[1] > high[1]) high = point;
    }
    if (!low || !high) continue;
    if (low === high) kept.push(low);
    else kept.push(...(low[0] < high[0] ? [low, high] : [high, low]));
  }
  return kept;
}

/** The mean of `width` neighbours, half on each side, so that it does not lag; at the ends, of those there are. */
export function centredAverage(points: readonly Point[], width: number): Point[] {
  const sums = [0];
  for (const [, value] of points) sums.push((sums.at(-1) ?? 0) + value);
  const half = Math.floor(width / 2);
  return points.map(([step], i) => {
    const from = Math.max(0, i - half);
    const to = Math.min(points.length, i + half + 1);
    return [step, ((sums[to] ?? 0) - (sums[from] ?? 0)) / (to - from)];
  });
}
