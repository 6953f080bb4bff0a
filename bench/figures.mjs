/**
 * Owns what becomes of the raw times: medians, quartiles, ratios, targets, the printed table. Measures nothing.
 */

/** At most so many times the peer, by messages held. */
export const targets = { "message.new": { 25: 0.8, 1_000: 0.4, 10_000: 0.1 } };

/** Lower quartile, median, upper quartile. */
export function quartiles(times) {
  const sorted = times.toSorted((a, b) => a - b);
  return [0.25, 0.5, 0.75].map((part) => sorted[Math.round((sorted.length - 1) * part)]);
}

/** One line of the table: microseconds as `[lower quartile, median, upper quartile]`, and the ratio of the medians. */
export function summary({ row, kind, held, bytes, times }) {
  const [parse, ours, peer] = [times.parse, times.ours, times.peer].map(quartiles);
  const ratio = ours[1] / peer[1];
  const target = targets[kind]?.[held];
  return { row, held, bytes, parse, ours, peer, ratio, ...(target && { target, holds: ratio <= target }) };
}

const columns = [["event", 34], ["held", 8], ["bytes", 7], ["JSON.parse", 12], ["ours", 22], ["peer", 22], ["ours/peer", 11], ["target", 18]];
const line = (cells) => cells.map((cell, i) => (i === 0 || i === 7 ? `${i ? "  " : ""}${cell}`.padEnd(columns[i][1]) : String(cell).padStart(columns[i][1]))).join("").trimEnd();
const number = (us) => us.toFixed(us < 100 ? 1 : 0);
const spread = ([low, median, high]) => `${number(median)} (${number(low)}-${number(high)})`;

export const heading = () => [
  "microseconds per event from the socket's onmessage to the last listener: median (quartiles)",
  line(columns.map(([name]) => name)),
].join("\n");

export const tableLine = ({ row, held, bytes, parse, ours, peer, ratio, target, holds }) => line([
  row, held, bytes, number(parse[1]), spread(ours), spread(peer), `${ratio.toFixed(2)}x`,
  target ? `<= ${target}x ${holds ? "holds" : "MISSED"}` : "",
]);

/** The verdict, as sentences. */
export function verdict(lines) {
  const measured = lines.filter(({ target }) => target);
  const missed = measured.filter(({ holds }) => !holds);
  const wanted = Object.entries(targets).map(([kind, limits]) =>
    `${kind} at most ${Object.values(limits).map((limit) => `${limit}x`).join(" / ")} of the peer at ${Object.keys(limits).join(" / ")} messages held`);
  return {
    // Nothing measured is no success.
    holds: measured.length > 0 && missed.length === 0,
    text: [
      `targets: ${wanted.join("; ")}`,
      measured.length === 0 ? "none of these rows has a target" : missed.length === 0 ? `all ${measured.length} hold` : `${missed.length} of ${measured.length} missed: ${missed.map(({ row, held, ratio, target }) => `${row} at ${held} (${ratio.toFixed(2)}x, not ${target}x)`).join("; ")}`,
    ].join("\n"),
  };
}
