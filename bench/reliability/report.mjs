/**
 * Owns docs/reliability.md: the table and the words around it, made from the measured figures. Measures nothing.
 */
const escaped = (text) => String(text).replaceAll("|", "\\|");
const tableRow = (cells) => `| ${cells.map(escaped).join(" | ")} |`;

/** What was measured, marked when it misses its target. */
function cell(figure, isOurs) {
  if (!figure) return "not measured";
  return isOurs && figure.holds === false ? `**${figure.text} (missed)**` : figure.text;
}

/** @param results `{ours, peer}`, each `{machine, lines: {"row/key": figure}}`. @param rows the modules in rows/. */
export function document(results, rows, peer) {
  const about = (sdk) => {
    const { machine, lines } = results[sdk] ?? {};
    if (!machine) return "not measured";
    const times = Object.values(lines).map(({ measured }) => measured).sort();
    const when = times[0] === times.at(-1) ? times[0] : `${times[0]} to ${times.at(-1)}`;
    return `${when} UTC, ${machine.cpu} x ${machine.cores}, load ${machine.load.toFixed(1)} at the start, Chromium ${machine.chromium}`;
  };
  const table = rows.flatMap(({ name, lines, native }) => lines.map(({ key, fault, target }) => {
    const at = (sdk) => results[sdk]?.lines?.[`${name}/${key}`];
    return tableRow([fault, target, native ? "–" : cell(at("peer")), cell(at("ours"), true)]);
  }));
  return `# Reliability

What each fault does to a client, measured. \`npm run reliability\` writes this file; change \`bench/reliability/\` instead.
"Peer" is npm \`${peer.name}\` ${peer.version}, used through its public names in the same rig. The targets are ours.

| fault | target | peer | ours |
| --- | --- | --- | --- |
${table.join("\n")}

Ours: ${about("ours")}.
Peer: ${about("peer")}.

## How it is measured

One headless Chromium, driven by Playwright, with a window for each row; the local server with \`--faults\`, one for each
row, which is broken as [faults.md](faults.md) describes. Each SDK is bundled and minified as an app would. One file in
\`bench/reliability/rows/\` has one fault: what is set up, what breaks, what is counted.

- **Back, connected, watched** mean that a message written by somebody else over REST reached a listener in the page
  after the fault; not that the SDK said so. Its time is the page's clock, on one machine with that of the rig. While the
  rig waits it writes one every 0.1 to 1 s, which is the resolution.
- **Requests and sockets** are counted in the server's ledger. A socket is a request for an upgrade, whatever came of it.
- **Missing** are ids that the server committed and that are not in \`channel.state.messages\` 5 s after the SDK said
  \`connection.recovered\`. **Declared** are channels that this event calls \`gap\`, or that have \`state.gaps\`.
- **Half-open**: all clients are in one visible page and idle, each with a user, a channel and a moment of its own. Of 60, the
  slowest stands for the 99th percentile.
- **Offline** is the browser's own emulation, and a black hole instead of upgrades, since emulation may let sockets through.
- **Frozen** is the browser's own freezing of hidden pages, ordered over the DevTools protocol; that the page's timers stood
  still is checked. Bringing its tab to the front wakes it.
- **Timers** are those set in the page and neither fired nor cleared, the most of 160 looks in 40 s.
- Rows that only wait run side by side; those with limits of a second or much load run alone.

The raw figures, more than the table shows, are in [reliability.json](reliability.json). Runs of single rows
(\`npm run reliability -- --only half-open --sdk ours\`) replace only their own lines there.
`;
}
