/**
 * Owns what is done in a page that has one SDK only: start, load channels, hold messages, live through a stream, come and
 * go. The network is in the page (network.mjs, sockets.mjs). Gives figures, judges nothing.
 */
import { frame, latestSocket, openSockets } from "../page/sockets.mjs";
import { answerWith, standIn } from "../page/network.mjs";
import { bundle, message, messageNew, own } from "../page/content.mjs";

const realFetch = globalThis.fetch;
standIn();

const now = () => performance.now();
const turn = () => new Promise((done) => setTimeout(done));

/** Every WebAssembly memory of the page that is not collected yet: the SDK's module has one. */
const memories = [];
const { instantiate } = WebAssembly;
WebAssembly.instantiate = async (...args) => {
  const made = await instantiate(...args);
  const found = Object.values((made.instance ?? made).exports).find((one) => one instanceof WebAssembly.Memory);
  if (found) memories.push(new WeakRef(found));
  return made;
};
const wasmBytes = () => memories.reduce((sum, memory) => sum + (memory.deref()?.buffer.byteLength ?? 0), 0);

const connect = async (client) => {
  await client.connectUser({ id: own, name: "Me" }, client.devToken(own));
  return client;
};

let StreamChat;

/** Milliseconds from the text of the script in memory to a connected client: compiling, evaluating, `getInstance`, `connectUser`. */
async function start() {
  const address = URL.createObjectURL(new Blob([await (await realFetch("/sdk.js")).text()], { type: "text/javascript" }));
  const before = now();
  ({ StreamChat } = await import(address));
  const client = StreamChat.getInstance("bench");
  await connect(client);
  const ms = now() - before;
  await client.disconnectUser();
  return ms;
}

const query = (channels, held) => JSON.stringify({ channels: Array.from({ length: channels }, (_, k) => bundle(`list-${k}`, held)), duration: "1.00ms" });

/**
 * Milliseconds from calling `queryChannels` until all channels' messages and members were read, parsing included, each
 * time with a client of its own; the first is cold. @returns one figure for each of `times`.
 */
async function hydrate({ channels, held, times }) {
  const text = query(channels, held);
  answerWith((method, path) => (path === "/channels" ? text : "{}"));
  const figures = [];
  for (let time = 0; time < times; time++) {
    const client = await connect(new StreamChat("bench"));
    await turn();
    const before = now();
    const found = await client.queryChannels({ members: { $in: [own] } }, [{ last_message_at: -1 }], { limit: channels, message_limit: held });
    const seen = found.map(({ state }) => [state.messages.length, Object.keys(state.members).length]);
    figures.push(now() - before);
    if (seen.length !== channels || seen.some(([messages, members]) => messages !== held || members < 30)) throw new Error(`not all was loaded: ${JSON.stringify(seen)}`);
    await client.disconnectUser();
  }
  return { figures, bytes: text.length };
}

let kept;

/** The most messages that the service gives at once. */
const PAGE = 300;

/** A client that holds a channel with so many messages, for good; they came page by page, as an app gets them. */
async function hold(held) {
  const page = (before) => {
    const first = Math.max(0, before - PAGE);
    return { ...bundle("held", 0), messages: Array.from({ length: before - first }, (_, k) => message("held", first + k)) };
  };
  const number = (id) => Number(id.split("-").at(-1));
  answerWith((method, path, body) => (path.endsWith("/query") ? JSON.stringify(page(body.messages?.id_lt ? number(body.messages.id_lt) : held)) : "{}"));
  const client = await connect(new StreamChat("bench"));
  const channel = client.channel("messaging", "held");
  await channel.watch({ messages: { limit: PAGE } });
  while (number(channel.state.messages[0].id) > 0) await channel.query({ messages: { limit: PAGE, id_lt: channel.state.messages[0].id } });
  if (channel.state.messages.length !== held) throw new Error(`${channel.state.messages.length} messages are held`);
  kept = { client, channel };
  answerWith(() => "{}");
}

/**
 * So many messages a second for so many seconds into one channel, which a listener reads each frame. A stream without SDK
 * (`idle`) parses the same frames. `order`: what was read was sorted and had no hole; `read`: frames with a new list.
 */
async function livestream({ perSecond, seconds, options, idle }) {
  answerWith((method, path) => (path.endsWith("/query") ? JSON.stringify(bundle("live", 0)) : "{}"));
  const long = [];
  new PerformanceObserver((list) => long.push(...list.getEntries().map(({ duration }) => duration))).observe({ entryTypes: ["longtask"] });
  const client = idle ? undefined : await connect(new StreamChat("bench", options));
  const channel = client?.channel("messaging", "live");
  await channel?.watch();
  const socket = client && latestSocket();
  const seen = { heard: 0, read: 0, most: 0, order: true, frames: 0, slowest: 0 };
  channel?.on("message.new", () => void (seen.heard += 1));
  const number = ({ id }) => Number(id.split("-").at(-1));
  let last;
  const look = () => {
    seen.frames += 1;
    if (channel) {
      const list = channel.state.messages;
      if (list !== last) {
        seen.read += 1;
        seen.most = Math.max(seen.most, list.length);
        // What a frame's list must be: the numbers up to the newest, without a hole. The ends and one in between tell.
        const [first, middle, newest] = [0, list.length >> 1, list.length - 1].map((place) => list[place] && number(list[place]));
        if (list.length && (newest - first !== list.length - 1 || middle - first !== list.length >> 1)) seen.order = false;
        last = list;
      }
    }
    if (!done) requestAnimationFrame(look);
  };
  let done = false;
  requestAnimationFrame(look);
  const begin = now();
  const total = perSecond * seconds;
  let spent = 0;
  for (let sent = 0; sent < total; await new Promise((then) => setTimeout(then, 4))) {
    const due = Math.min(total, Math.floor(((now() - begin) * perSecond) / 1_000));
    const frames = [];
    for (; sent < due; sent++) frames.push(frame(messageNew("live", sent)));
    const before = now();
    for (const one of frames) {
      if (socket) socket.onmessage(one);
      else JSON.parse(one.data);
    }
    const ms = now() - before;
    spent += ms;
    seen.slowest = Math.max(seen.slowest, ms);
  }
  await turn();
  const took = now() - begin;
  const final = channel?.state.messages ?? [];
  const whole = final.every((one, place) => number(one) === total - final.length + place);
  done = true;
  kept = { client, channel };
  return { ...seen, sent: total, held: final.length, order: seen.order && whole, ms: took, busy: spent / took, long: long.map(Math.round), wasm: wasmBytes() };
}

/** So many times: connect, watch so many channels, disconnect; `fresh` with a client of its own each time. */
async function comeAndGo({ times, channels, fresh }) {
  answerWith((method, path) => {
    const id = /^\/channels\/messaging\/([^/]+)\/query$/.exec(path)?.[1];
    return id ? JSON.stringify(bundle(id, 25)) : "{}";
  });
  let client = kept?.client ?? new StreamChat("bench");
  for (let time = 0; time < times; time++) {
    if (fresh) client = new StreamChat("bench");
    await connect(client);
    const opened = Array.from({ length: channels }, (_, k) => client.channel("messaging", `room-${k}`));
    const subscriptions = opened.map((channel) => channel.on("message.new", () => {}));
    await Promise.all(opened.map((channel) => channel.watch()));
    latestSocket().onmessage(frame(messageNew("room-0", 25)));
    if (opened[0].state.messages.length !== 26 || opened.at(-1).state.messages.length !== 25) throw new Error("the channels were not loaded");
    subscriptions.forEach((subscription) => subscription.unsubscribe());
    await client.disconnectUser();
    await turn();
  }
  if (!fresh) kept = { client };
  await turn();
  return { wasm: wasmBytes(), sockets: openSockets() };
}

globalThis.single = { start, hydrate, hold, livestream, comeAndGo, wasmBytes };
