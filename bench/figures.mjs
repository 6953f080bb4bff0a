/**
 * Owns what becomes of the raw times: medians, quartiles, ratios, targets, the printed table. Measures nothing.
 */

/** At most so many times the peer, by messages held. */
export const targets = {
  "message.new": { 25: 0.6, 1_000: 0.25, 10_000: 0.04 },
  "message.updated": { 25: 0.9, 1_000: 0.15, 10_000: 0.02 },
  "reaction.new": { 25: 1, 1_000: 0.4, 10_000: 0.05 },
  "user.updated": { 10_000: 0.1 },
};

/** At most so many times the peer, of whole tasks (single/tasks.mjs has what they are). */
export const taskTargets = { start: 0.6, "load cold": 0.7, "load warm": 0.7, heap: 1 };

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

/** One line of the tasks' table, as {@link summary}; `unit` is ms or MB. */
export function taskSummary({ task, what, unit, ours, peer }) {
  const measured = { ours: quartiles(ours), peer: quartiles(peer) };
  const [ratio, target] = [measured.ours[1] / measured.peer[1], taskTargets[task]];
  return { row: what, task, unit, ...measured, ratio, target, holds: ratio <= target };
}

export const taskLine = ({ row, unit, ours, peer, ratio, target, holds }) =>
  `${row.padEnd(56)}${`${spread(ours)} ${unit}`.padStart(24)}${`${spread(peer)} ${unit}`.padStart(24)}${`${ratio.toFixed(2)}x`.padStart(9)}  <= ${target}x ${holds ? "holds" : "MISSED"}`;

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
  const name = ({ row, held }) => `${row}${held ? ` at ${held}` : ""}`;
  return {
    // Nothing measured is no success.
    holds: measured.length > 0 && missed.length === 0,
    text: measured.length === 0 ? "none of these rows has a target" : missed.length === 0 ? `all ${measured.length} hold` : `${missed.length} of ${measured.length} missed: ${missed.map((line) => `${name(line)} (${line.ratio.toFixed(2)}x, not ${line.target}x)`).join("; ")}`,
  };
}
