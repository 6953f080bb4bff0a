/** Owns how a comparison is told: the differences on the terminal, and the published table. */

const short = (value) => {
  const text = value === undefined ? "nothing" : JSON.stringify(value);
  return text.length > 160 ? `${text.slice(0, 157)}...` : text;
};

/** Differences with the same place together, those that concern the most scenarios first. */
export function grouped(unknown, verbose) {
  const groups = new Map();
  for (const one of unknown) {
    const place = one.path.replace(/^((end|requests|events) \/ )[^/]+ \//, "$1* /");
    groups.set(place, [...(groups.get(place) ?? []), one]);
  }
  const lines = [...groups].sort(([, a], [, b]) => b.length - a.length).flatMap(([place, all]) => {
    const scenarios = new Set(all.map(({ scenario }) => scenario));
    const shown = verbose ? all : all.slice(0, 1);
    return [
      `${place}   (${all.length}x in ${scenarios.size})`,
      ...shown.flatMap(({ scenario, step, path, peer, ours }) => [`    ${scenario} | ${step} | ${path}`, `        peer ${short(peer)}`, `        ours ${short(ours)}`]),
    ];
  });
  return lines.join("\n");
}

const count = (lists) => Object.values(lists ?? {}).reduce((sum, list) => sum + list.length, 0);

/** How much was compared. */
export function tally(results) {
  const steps = results.flatMap(({ peer }) => peer.steps);
  return {
    steps: steps.length,
    requests: steps.reduce((sum, step) => sum + count(step.requests), 0),
    events: steps.reduce((sum, step) => sum + count(step.events), 0),
  };
}

const cell = (text) => text.replaceAll("|", "\\|");

/** The published table: the same for every run that passes, so without times. */
export function document(results, { known }, title) {
  const families = new Map();
  for (const { name } of results) {
    const [family, says] = name.split(/: (.*)/s);
    families.set(family, [...(families.get(family) ?? []), says]);
  }
  const rows = [...families].map(([family, list]) => {
    const { steps, requests, events } = tally(results.filter(({ name }) => name.startsWith(`${family}: `)));
    return `| ${family} | ${list.length} | ${steps} | ${requests} | ${events} | ${cell(list.join("; "))} |`;
  });
  const all = tally(results);
  const reasons = known.map(({ entry, scenarios }) => `| ${scenarios.size} | ${cell(entry.where)} | ${cell(entry.reason)} |`);
  return `# The same script on both SDKs

\`npm run parity\` plays ${results.length} scenarios twice in the same headless Chromium against the local server: on npm \`stream-chat\` and on this
package. Both see the same server and random numbers, and the same time: it moves between steps alone, and while a connection
is away it passes at once, so that pauses of random length end at the same moment. Compared field by field are the ${all.requests} requests (method, path,
parameters, body), the ${all.events} events in the order in which listeners of clients and channels got them, what each of the ${all.steps} steps
gave or threw, and in the end each client with its channels, messages, threads, members, reads and counts.

Compared: ${title}. The run fails on any difference that is not listed below, and on a line below that no longer applies.
What is read and unread is asked of the server as well: where the two disagree, it says which is right. A run begins with two
plays of one scenario on the peer, of which the second has the texts of messages changed on the wire, and that has to be noticed.

## Differences

| scenarios | where | why |
| ---: | --- | --- |
${reasons.join("\n")}

## Scenarios

| about | scenarios | steps | requests | events | what happens |
| --- | ---: | ---: | ---: | ---: | --- |
${rows.join("\n")}
`;
}
