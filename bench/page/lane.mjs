/**
 * Owns one SDK under measurement: connects it through its public methods, loads its channels, delivers batches and puts
 * back what they added. Both SDKs go through the same lines. Times nothing but a batch.
 */
import { messageDeleted, own } from "./content.mjs";
import { frame, latestSocket } from "./sockets.mjs";

/** Milliseconds a query may take: ten thousand messages are 17 MB. */
const TIMEOUT = 60_000;

export const channelId = (held, k) => `held-${held}-${k}`;

export class Lane {
  #client;
  #socket;
  #channels = new Map();
  #lengths = 0;

  constructor(name, StreamChat) {
    this.name = name;
    this.#client = new StreamChat("bench", { baseURL: location.origin, timeout: TIMEOUT });
  }

  /** Connects and watches channels that hold so many messages each. */
  async open({ held, channels }) {
    await this.#client.connectUser({ id: own, name: "Me" }, this.#client.devToken(own));
    this.#socket = latestSocket();
    for (let k = 0; k < channels; k++) {
      const id = channelId(held, k);
      const channel = this.#client.channel("messaging", id);
      await channel.watch({ messages: { limit: held } });
      this.#channels.set(id, channel);
    }
    this.check(held);
  }

  close() {
    return this.#client.disconnectUser();
  }

  /** Every channel holds so many messages, or the measurement is worthless. */
  check(held) {
    for (const [id, { state }] of this.#channels) {
      if (state.messages.length !== held) throw new Error(`${this.name}: ${id} holds ${state.messages.length} messages instead of ${held}`);
    }
  }

  channel = (id) => this.#channels.get(id);

  /** Reads the list's length after every new message, as a component does that shows the list. Returns how to stop. */
  read() {
    const subscriptions = [...this.#channels.values()].map((channel) =>
      channel.on("message.new", () => void (this.#lengths += channel.state.messages.length)));
    return () => subscriptions.forEach((subscription) => subscription.unsubscribe());
  }

  /** The sum of all lengths read since the last time. */
  takeLengths() {
    const lengths = this.#lengths;
    this.#lengths = 0;
    return lengths;
  }

  /** Delivers frames without a clock. */
  deliver(frames) {
    for (const one of frames) this.#socket.onmessage(one);
  }

  /** Microseconds per event, what the SDK left to microtasks included. */
  async time(frames) {
    const socket = this.#socket;
    const start = performance.now();
    for (let i = 0; i < frames.length; i++) socket.onmessage(frames[i]);
    await undefined;
    return ((performance.now() - start) * 1_000) / frames.length;
  }

  /** Deletes messages again. */
  remove(added) {
    this.deliver(added.toReversed().map(({ channel_id, message }) => frame(messageDeleted(channel_id, Number(message.id.split("-").at(-1))))));
  }
}
