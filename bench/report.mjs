/**
 * Owns what `npm run bench -- --docs` leaves in docs/: performance.json (all figures), performance.svg, and in performance.md
 * what stands between the two marks. The words around it are written by hand. Measures nothing.
 */
import { readFileSync, writeFileSync } from "node:fs";
import { inRoot } from "../scripts/paths.mjs";
import { memoryHeading, memoryLine } from "./single/memory.mjs";
import { streamHeading, streamLine } from "./single/livestream.mjs";
import { picture } from "./picture.mjs";

const [BEGIN, END] = ["<!-- measured: npm run bench -- --docs -->", "<!-- end of measured -->"];

const number = (value) => value.toFixed(value < 100 ? 1 : 0);
const target = ({ target, holds }) => (target === undefined ? "" : `≤ ${target}× ${holds ? "holds" : "**missed**"}`);

function eventTable(lines) {
  const rows = lines.map((line) => `| ${line.row} | ${line.held} | ${number(line.parse[1])} | ${number(line.ours[1])} | ${number(line.peer[1])} | ${line.ratio.toFixed(2)}× | ${target(line)} |`);
  return ["| event | held | JSON.parse alone µs | stream-chat-wasm µs | stream-chat µs | ratio | target |", "| --- | --- | --- | --- | --- | --- | --- |", ...rows].join("\n");
}

function taskTable(lines) {
  const rows = lines.map((line) => `| ${line.row} | ${number(line.ours[1])} ${line.unit} | ${number(line.peer[1])} ${line.unit} | ${line.ratio.toFixed(2)}× | ${target(line)} |`);
  return ["| task | stream-chat-wasm | stream-chat | ratio | target |", "| --- | --- | --- | --- | --- |", ...rows].join("\n");
}

/** What stands between the marks. */
export function measured({ date, peer, machine, rounds, lines, tasks, streams, cycles }) {
  return [
    `Measured ${date.slice(0, 10)}: npm ${peer.name} ${peer.version}, Chromium ${machine.chromium}, ${machine.cpu} × ${machine.cores}, load average ${machine.load.toFixed(1)}, ${rounds} batches per row.`,
    machine.load > machine.cores &&
      "The machine was busy with other work meanwhile: times are longer than they are alone, unevenly so (what makes garbage suffers most), and targets are judged fairly only on a quiet one.",
    eventTable(lines),
    taskTable(tasks),
    "### A livestream\n",
    `${streams[0].sent / streams[0].seconds} messages a second for ${streams[0].seconds} seconds.\n`,
    [streamHeading, ...streams.map(streamLine)].join("\n"),
    "### Coming and going\n",
    [memoryHeading, ...cycles.map(memoryLine)].join("\n"),
  ].filter(Boolean).join("\n\n").replaceAll("\n\n\n", "\n\n");
}

export function writeDocs(figures) {
  const file = inRoot("docs", "performance.md");
  const text = readFileSync(file, "utf8");
  const [begin, end] = [text.indexOf(BEGIN), text.indexOf(END)];
  if (begin < 0 || end < begin) throw new Error("docs/performance.md has lost its marks");
  writeFileSync(file, `${text.slice(0, begin)}${BEGIN}\n\n${measured(figures)}\n\n${text.slice(end)}`);
  writeFileSync(inRoot("docs", "performance.json"), `${JSON.stringify(figures, null, 1)}\n`);
  writeFileSync(inRoot("docs", "performance.svg"), picture(figures.lines));
}
