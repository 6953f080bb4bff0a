/** What the comparison of two SDKs finds, what it takes for equal, and that its list of known differences stays honest. */
import assert from "node:assert/strict";
import { readdirSync } from "node:fs";
import { test } from "node:test";
import { align, differ, differences, judge } from "../parity/comparison/diff.mjs";
import { Plain } from "../parity/comparison/plain.mjs";
import { known } from "../parity/differences.mjs";
import { root, sourceFiles } from "./source_files.mjs";

const begin = Date.UTC(2031, 0, 1);
const plain = () => new Plain({ begin, sdk: {}, url: "http://127.0.0.1:4711" });

const step = (fields) => ({ name: "sends", requests: {}, events: {}, looks: {}, ...fields });
const run = (...steps) => ({ steps, end: { anna: { client: { userID: "anna" } } } });

test("two equal runs do not differ", () => {
  const one = () => run(step({ requests: { anna: [{ method: "POST", path: "/x", body: { text: "hi" } }] } }));
  assert.deepEqual(differences(one(), one()), []);
});

test("one field that differs is found with its place", () => {
  const one = (text) => run(step({ requests: { anna: [{ method: "POST", path: "/x", body: { text } }] } }));
  assert.deepEqual(differences(one("hi"), one("ho")), [{ step: "sends", path: "requests / anna / POST /x / body / text", peer: "hi", ours: "ho" }]);
});

test("an event too many is one difference, not a shift of all that follow", () => {
  const event = (type) => ({ on: "client", type });
  const one = run(step({ events: { anna: [event("a"), event("b"), event("c")] } }));
  const other = run(step({ events: { anna: [event("a"), event("x"), event("b"), event("c")] } }));
  assert.deepEqual(differences(one, other).map(({ path }) => path), ["events / anna / client x"]);
});

test("another order of events differs", () => {
  const event = (type) => ({ on: "client", type });
  const [one, other] = [["a", "b"], ["b", "a"]].map((types) => run(step({ events: { anna: types.map(event) } })));
  assert.equal(differences(one, other).length, 2);
});

test("a script that stops is a difference, and hides nothing of what was before", () => {
  const one = run(step({ result: 1 }), step({ result: 1 }));
  const other = { ...run(step({ result: 2 })), broke: "TypeError" };
  assert.deepEqual(differences(one, other).map(({ path }) => path), ["result", "broke"]);
  assert.equal(differences({ ...one, broke: "x" }, { ...one, broke: "x" }).length, 1);
});

test("what the server says about reads is asked, and not compared", () => {
  const held = (unread_messages, server) => ({ steps: [], end: { anna: { client: {}, channels: { "messaging:a": { state: { read: { ben: { unread_messages } } } } }, server: { reads: { "messaging:a": { ben: { unread_messages: server } } } } } } });
  assert.deepEqual(differences(held(0, 1), held(1, 1)).map(({ asServer }) => asServer), [true]);
  assert.deepEqual(differences(held(1, 1), held(0, 1)).map(({ asServer }) => asServer), [undefined]);
  assert.deepEqual(differences(held(1, 7), held(1, 8)), []);
  const total = (total_unread_count) => ({ steps: [], end: { anna: { client: { user: { total_unread_count } }, server: { unread: { total_unread_count: 2 }, reads: {} } } } });
  assert.deepEqual([differences(total(0), total(2)), differences(total(2), total(0))].map(([{ asServer }]) => asServer), [true, undefined]);
});

test("lists are aligned by what identifies their parts", () => {
  const pairs = align([{ id: "1" }, { id: "2" }, { id: "3" }], [{ id: "2" }, { id: "3" }, { id: "4" }]);
  assert.deepEqual(pairs.map(([a, b]) => [a?.id, b?.id]), [["1", undefined], ["2", "2"], ["3", "3"], [undefined, "4"]]);
});

test("nothing and null differ, as do a date and its text", () => {
  assert.equal(differ({ a: null }, {}).length, 1);
  const at = new Date(begin + 5_000);
  assert.deepEqual([plain().of(at), plain().of(at.toISOString())], ["Date T+5", "T+5"]);
});

test("ids made at random and addresses are no difference, an order of options is", () => {
  const id = (last) => `00000000-0000-4000-8000-00000000000${last}`;
  const one = plain();
  assert.deepEqual(one.of([{ id: id(1), text: "today" }, { [id(1)]: 2, [id(2)]: 1 }]), [{ id: "id of today", text: "today" }, { "id of today": 2, uuid: 1 }]);
  assert.equal(plain().of("http://127.0.0.1:4711/files/abc/a.txt"), "http://server/files/some/a.txt");
});

test("a known difference passes, an unknown one does not, and a line that nothing meets is idle", () => {
  const results = [{ name: "sending: one", found: [{ step: "s", path: "events / anna / client extra" }, { step: "s", path: "end / anna / client / user" }] }];
  const list = [{ path: /client extra$/, reason: "more" }, { path: /never/, reason: "gone" }, { path: /user$/, when: ({ asServer }) => asServer, reason: "no" }];
  const { unknown, known: met, idle } = judge(results, list);
  assert.deepEqual(unknown.map(({ path }) => path), ["end / anna / client / user"]);
  assert.deepEqual([met.length, idle.length], [1, 2]);
});

test("every known difference has a place in words and a reason", () => {
  for (const { where, reason, path } of known) assert.ok(where?.length > 3 && reason?.length > 15 && path instanceof RegExp, String(path));
});

test("every file of scenarios is played", () => {
  const list = sourceFiles().find(({ path }) => path === "tests/parity/scenarios/index.mjs").text;
  const files = readdirSync(`${root}/tests/parity/scenarios`).filter((file) => file !== "index.mjs");
  assert.ok(files.length > 10);
  assert.deepEqual(files.filter((file) => !list.includes(`"./${file}"`)), []);
});
