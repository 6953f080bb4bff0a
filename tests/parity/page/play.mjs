/**
 * Owns how a chapter is played: its people, a fresh room when a step asks for one, one step after the other, and what each
 * has proved. A step that fails does not stop the next.
 */
import { PATIENCE } from "./checks.mjs";
import { Person } from "./people.mjs";
import { Recorder } from "./recorder.mjs";

/** How long one step may take, in milliseconds: several waits. */
const STEP_LIMIT = 4 * PATIENCE;

class Stage {
  #rooms = 0;
  people = [];

  constructor({ sdk, url, key }) {
    this.recorder = new Recorder(sdk);
    this.url = url;
    this.key = key;
  }

  /** A class or function that the SDK exports. */
  get sdk() {
    return this.recorder.sdk;
  }

  /** Calls the server as the app's backend: `(method, path, body, user who acts)`. */
  backend(...call) {
    return globalThis.backend(...call);
  }

  /** Somebody with a client that is not connected. */
  stranger(id, options = {}) {
    // 3 s, the SDK's own limit, is short for a busy machine.
    const client = this.recorder.create("StreamChat", this.key, { baseURL: this.url, timeout: PATIENCE, ...options });
    const person = new Person({ id, client, url: this.url });
    this.people.push(person);
    return person;
  }

  /** Somebody who is connected. */
  person(id, details, options) {
    return this.stranger(id, options).connect(details);
  }

  /**
   * A new channel of the first of these people, with all of them as members who watch it. Gives their channels in the
   * same order. Everybody's inbox is empty afterwards.
   */
  async room(people, { type = "messaging", data = {}, watch = true } = {}) {
    const id = `room-${++this.#rooms}`;
    const channels = people.map(({ client }) => client.channel(type, id, { ...data }));
    await people[0].client.channel(type, id, { members: people.map((person) => person.id), ...data }).create();
    if (watch) for (const channel of channels) await channel.watch();
    await this.calm(...people);
    return channels;
  }

  /** Lets everything arrive and forgets it. */
  async calm(...people) {
    await Promise.all(people.map((person) => person.settled()));
    for (const person of people) person.inbox.length = 0;
  }
}

const inTime = (work) => {
  let timer;
  const late = new Promise((_, reject) => {
    timer = setTimeout(() => reject(new Error(`not finished after ${STEP_LIMIT / 1000} s`)), STEP_LIMIT);
  });
  return Promise.race([work, late]).finally(() => clearTimeout(timer));
};

async function playStep({ says, covers, run }, stage, cast) {
  const { calls } = stage.recorder;
  calls.clear();
  for (const person of stage.people) person.inbox.length = 0;
  try {
    await inTime(run({ ...cast, stage }));
    const idle = covers.filter((name) => !calls.has(name));
    if (idle.length > 0) throw new Error(`never called: ${idle.join(", ")}`);
    return { says, covers };
  } catch (error) {
    return { says, covers, error: String(error.message ?? error), stack: error.stack };
  }
}

/** Plays one chapter `{title, people, steps: [{says, covers, run}]}`; gives `{title, steps: [{says, covers, error?, stack?}]}`. */
export async function play({ title, people = [], steps }, where) {
  const stage = new Stage(where);
  const cast = {};
  for (const id of people) cast[id] = await stage.person(id);
  const results = [];
  for (const step of steps) results.push(await playStep(step, stage, cast));
  await Promise.allSettled(stage.people.map(({ client }) => client.disconnectUser(100)));
  return { title, steps: results };
}
