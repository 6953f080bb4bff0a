/** What counts in the tour of the official SDK: only what was called, and only where everything about it held. */
import assert from "node:assert/strict";
import { readdirSync } from "node:fs";
import { test } from "node:test";
import { Recorder } from "../parity/page/recorder.mjs";
import { document, failures, methodsOf, namedIn } from "../parity/report.mjs";
import { root, sourceFiles } from "./source_files.mjs";

class Room {
  constructor(name) {
    this.name = name;
    this.send = async (text) => this.note(text);
  }
  note(text) { return `${this.name}: ${text}`; }
}
class Client {
  room = new Room("hall");
  open(name) { return Promise.resolve([new Room(name)]); }
  isOf({ room }) { return room === this.room; }
}

test("a call counts when the tour makes it, not when the SDK makes it within itself", async () => {
  const recorder = new Recorder({ Client, Room });
  const client = recorder.create("Client");
  assert.equal(await client.room.send("hello"), "hall: hello");
  assert.deepEqual([...recorder.calls], ["Room.send"]);
  const [room] = await client.open("attic");
  assert.equal(room.note("hi"), "attic: hi");
  assert.deepEqual([...recorder.calls], ["Room.send", "Client.open", "Room.note"]);
});

test("the SDK is given its own objects, and the tour always the same stand-in", () => {
  const client = new Recorder({ Client, Room }).create("Client");
  assert.equal(client.room, client.room);
  assert.ok(client.isOf({ room: client.room }));
});

const results = [
  { title: "A", steps: [{ says: "works", covers: ["Room.send", "Room.note"] }, { says: "also", covers: ["Client.open"] }] },
  { title: "B", steps: [{ says: "fails", covers: ["Room.note"], error: "no", place: "page/b.mjs:1" }] },
];

test("a method has passed when no step about it failed", () => {
  assert.deepEqual(methodsOf(results), ["Client.open", "Room.send"]);
  assert.deepEqual(failures(results), ["B: fails\n    no  page/b.mjs:1"]);
});

test("the published table names exactly what passed", () =>
  assert.deepEqual(namedIn(document(results, "an SDK")).sort(), methodsOf(results)));

test("every chapter is played", () => {
  const list = sourceFiles().find(({ path }) => path === "tests/parity/page/main.mjs").text;
  const chapters = readdirSync(`${root}/tests/parity/page`).filter((file) => !/^(checks|main|people|play|recorder)\.mjs$/.test(file));
  assert.ok(chapters.length > 20);
  assert.deepEqual(chapters.filter((file) => !list.includes(`"./${file}"`)), []);
});
