/**
 * Owns the picture of the curves, docs/performance.svg: microseconds per event over messages held, ours and the other SDK,
 * both axes logarithmic. Made of the table's lines; measures nothing.
 */

/** Which rows are drawn, each in a panel of its own. */
const PANELS = ["message.new, list read each time", "message.updated", "reaction.new", "user.updated"];
const [WIDTH, HEIGHT, LEFT, TOP, GAP] = [200, 220, 56, 34, 44];
const [LOW, HIGH] = [1, 2_000];
const SIZES = [25, 1_000, 10_000];

const x = (held) => ((Math.log10(held) - Math.log10(SIZES[0])) / (Math.log10(SIZES.at(-1)) - Math.log10(SIZES[0]))) * WIDTH;
const y = (us) => HEIGHT - (Math.log10(Math.min(Math.max(us, LOW), HIGH)) / Math.log10(HIGH)) * HEIGHT;
const text = (at, from, content, more = "") => `<text x="${at.toFixed(1)}" y="${from.toFixed(1)}" ${more}>${content}</text>`;

function curve(lines, name) {
  const points = lines.map((line) => [x(line.held), y(line[name][1]), line[name][1]]);
  const dots = points.map(([at, from, us]) => `<circle class="${name}" cx="${at.toFixed(1)}" cy="${from.toFixed(1)}" r="3"><title>${us.toFixed(1)} us</title></circle>`);
  return `<polyline class="${name}" points="${points.map(([at, from]) => `${at.toFixed(1)},${from.toFixed(1)}`).join(" ")}"/>${dots.join("")}`;
}

function panel(row, lines, place) {
  const grid = [1, 10, 100, 1_000].map((us) => `<path class="grid" d="M0 ${y(us).toFixed(1)}h${WIDTH}"/>${place ? "" : text(-8, y(us) + 4, us, 'text-anchor="end"')}`);
  const sizes = SIZES.map((held) => text(x(held), HEIGHT + 16, held, 'text-anchor="middle"'));
  return `<g transform="translate(${LEFT + place * (WIDTH + GAP)} ${TOP})">${text(WIDTH / 2, -12, row, 'text-anchor="middle" class="title"')}${grid.join("")}${sizes.join("")}${curve(lines, "peer")}${curve(lines, "ours")}</g>`;
}

/** @param lines of the table of events. */
export function picture(lines) {
  const panels = PANELS.map((row) => [row, lines.filter((line) => line.row === row)]).filter(([, found]) => found.length > 1);
  const [width, height] = [LEFT + panels.length * (WIDTH + GAP), TOP + HEIGHT + 48];
  return `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ${width} ${height}" font-family="system-ui, sans-serif" font-size="12">
<title>Microseconds per event over messages held: stream-chat-wasm and stream-chat</title>
<style>polyline{fill:none;stroke-width:2}.ours{stroke:#0b6bcb;fill:#0b6bcb}.peer{stroke:#c2410c;fill:#c2410c}polyline.ours,polyline.peer{fill:none}.grid{stroke:#8886;stroke-width:1}text{fill:#667}.title{font-weight:600}.key{font-weight:600}</style>
<rect width="${width}" height="${height}" fill="#fff"/>
${panels.map(([row, found], place) => panel(row, found, place)).join("\n")}
${text(LEFT, height - 12, "microseconds per event (up), messages held (right), both logarithmic")}
${text(width - GAP - 100, height - 12, "stream-chat-wasm", 'class="key" text-anchor="end" style="fill:#0b6bcb"')}${text(width - GAP, height - 12, "stream-chat", 'class="key" text-anchor="end" style="fill:#c2410c"')}
</svg>
`;
}
