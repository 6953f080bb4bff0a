/**
 * Owns the order of measuring: per number of messages held both SDKs are connected once, then for every row their
 * batches alternate. Gives raw microseconds; medians and ratios are made outside (../figures.mjs).
 */
import { frame } from "./sockets.mjs";
import * as peer from "stream-chat";
import * as ours from "stream-chat-wasm";
import { channelId, Lane } from "./lane.mjs";
import { anywhere, BATCH, LEAD_IN, rows, sizes } from "./rows.mjs";

/** Batches that are not counted: what runs often must be compiled first. */
const WARM_UP = 25;

/** Counts every event of the run, so that none has the id or the time of an earlier one. */
let turns = 0;

/** The events of a batch, spread over the channels. */
function batchOf(row, { held, channels }) {
  turns += BATCH;
  return Array.from({ length: BATCH }, (_, i) => {
    const id = channelId(held, i % channels);
    const turn = turns + i;
    return { id, turn, event: row.make(id, held, turn, turns + Math.floor(i / channels)) };
  });
}

/** The last event of a batch must be visible, and listeners must have seen the same in both. */
function checkBatch(row, size, lanes, events) {
  const last = events.at(-1);
  for (const lane of lanes) {
    if (!row.taken(lane.channel(last.id), last.event, anywhere(last.turn, size.held))) {
      throw new Error(`${lane.name}: ${row.name} at ${size.held} messages: the event is not in the state`);
    }
    if (row.adds) lane.check(size.held + BATCH / size.channels);
  }
  const [first, ...others] = lanes.map((lane) => lane.takeLengths());
  if (others.some((lengths) => lengths !== first) || (first > 0) !== row.reads) {
    throw new Error(`${row.name} at ${size.held} messages: the listeners did not read the same`);
  }
}

/** Delivers a batch and gives its microseconds per event. */
function timeBatch(lane, events) {
  const frames = events.map(({ event }) => frame(event));
  lane.deliver(frames.slice(0, LEAD_IN));
  return lane.time(frames.slice(LEAD_IN));
}

/** `JSON.parse` of the same frames: what no SDK can avoid. */
const parser = {
  deliver: (frames) => frames.forEach(({ data }) => JSON.parse(data)),
  time(frames) {
    const start = performance.now();
    for (let i = 0; i < frames.length; i++) JSON.parse(frames[i].data);
    return ((performance.now() - start) * 1_000) / frames.length;
  },
};

async function measureRow(row, size, lanes, rounds) {
  const times = { parse: [], ...Object.fromEntries(lanes.map(({ name }) => [name, []])) };
  const stop = row.reads ? lanes.map((lane) => lane.read()) : [];
  let bytes = 0;
  for (let round = 0; round < WARM_UP + rounds; round++) {
    const events = batchOf(row, size);
    const counts = round >= WARM_UP;
    // Whoever comes second finds warmer caches: take turns.
    for (const lane of round % 2 ? lanes : lanes.toReversed()) {
      const time = await timeBatch(lane, events);
      if (counts) times[lane.name].push(time);
    }
    const time = timeBatch(parser, events);
    if (counts) times.parse.push(time);
    bytes = frame(events[0].event).data.length;
    checkBatch(row, size, lanes, events);
    if (row.adds) lanes.forEach((lane) => lane.remove(events.map(({ event }) => event)));
    lanes.forEach((lane) => lane.check(size.held));
    // Timers and rendering of the page get their turn outside of what is timed.
    await new Promise((done) => setTimeout(done));
  }
  stop.forEach((end) => end());
  return { row: row.name, kind: row.kind, held: size.held, bytes, times };
}

/** All rows at all sizes, or only those of a name or number; `report` is called with each as it is there. */
async function measure({ rounds, row: name, held }, report) {
  const wanted = rows.filter((row) => !name || row.name === name);
  for (const size of sizes.filter((one) => !held || one.held === held)) {
    const lanes = [new Lane("ours", ours.StreamChat), new Lane("peer", peer.StreamChat)];
    for (const lane of lanes) await lane.open(size);
    for (const row of wanted) await report(await measureRow(row, size, lanes, rounds));
    for (const lane of lanes) await lane.close();
  }
}

/**
 * Delivers one row's events to ours alone, for the profiler: `begin` and `end` surround what is of interest. Gives how
 * many events a batch has.
 */
async function profile(name, held, rounds, begin, end) {
  const row = rows.find((one) => one.name === name);
  const size = sizes.find((one) => one.held === held);
  if (!row || !size) throw new Error("there is no such row");
  const lane = new Lane("ours", ours.StreamChat);
  await lane.open(size);
  const stop = row.reads ? lane.read() : () => {};
  for (let round = 0; round < WARM_UP + rounds; round++) {
    if (round === WARM_UP) await begin();
    const events = batchOf(row, size).map(({ event }) => event);
    // Without a lead-in: every event of a batch is counted.
    await lane.time(events.map(frame));
    if (round === WARM_UP + rounds - 1) await end();
    if (row.adds) lane.remove(events);
  }
  stop();
  await lane.close();
  return BATCH;
}

globalThis.bench = { measure, profile, load: ours.StreamChat.load };
