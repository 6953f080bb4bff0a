/**
 * Owns how a run is told: the lines on the terminal, the published table, and which methods that table names. A method
 * has passed when every step that proves it has.
 */

/** Methods that passed, each once, sorted. */
export function methodsOf(results) {
  const steps = results.flatMap(({ steps }) => steps);
  const failed = new Set(steps.filter(({ error }) => error).flatMap(({ covers }) => covers));
  const passed = steps.filter(({ error }) => !error).flatMap(({ covers }) => covers);
  return [...new Set(passed)].filter((name) => !failed.has(name)).sort();
}

/** One sentence per step that failed. */
export const failures = (results) => results.flatMap(({ title, steps }) => steps
  .filter(({ error }) => error)
  .map(({ says, error, place = "" }) => `${title}: ${says}\n    ${error.replaceAll("\n", "\n    ")}  ${place}`.trimEnd()));

export const heading = () => `${"chapter".padEnd(28)}${"steps".padStart(7)}${"failed".padStart(8)}${"methods".padStart(9)}${"seconds".padStart(9)}`;

export function chapterLine({ title, steps, seconds }) {
  const failed = steps.filter(({ error }) => error).length;
  const methods = methodsOf([{ steps }]).length;
  return `${title.padEnd(28)}${String(steps.length).padStart(7)}${String(failed).padStart(8)}${String(methods).padStart(9)}${seconds.toFixed(1).padStart(9)}`;
}

/** The methods that a published table names. */
export const namedIn = (text) => [...new Set([...text.matchAll(/`([A-Z]\w+\.\w+)`/g)].map(([, name]) => name))];

/** The published table: the same for every run that passes, so without times. */
export function document(results, name) {
  const passed = methodsOf(results);
  const rows = results.map(({ title, steps }) => {
    const shown = steps.filter(({ error }) => !error).map(({ says }) => says);
    const methods = methodsOf([{ steps }]).filter((one) => passed.includes(one)).map((one) => `\`${one}\``);
    return `| ${title} | ${shown.join("; ")} | ${methods.join(", ")} |`;
  });
  return `# What the official SDK can do on the local server

\`npm run parity\` leads ${name}, unmodified, through the server in headless Chromium, with two and three users who watch each
other. A method stands here when its steps really called it and what they assert holds: the answer, the events that the
others receive, and the SDK's own state afterwards. The command fails when a method named here does not pass.

How to start the server, its options and what it decides where the protocol is silent: [server/README.md](../server/README.md).
In tests of one's own: [local-server.md](local-server.md). Breaking it on purpose: [faults.md](faults.md).

${passed.length} methods.

| chapter | what is shown | methods |
| --- | --- | --- |
${rows.join("\n")}
`;
}
