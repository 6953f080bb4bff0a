/** The page's pure rules, without a browser: links, groups of bubbles, names, times. */
import { expect, test } from "@playwright/test";
import type { Message } from "../../www/chat_types.js";
import { splitLinks } from "../../www/links.js";
import { rowsOf } from "../../www/message_rows.js";
import { MessageWindow } from "../../www/message_window.js";
import { readersByMessage } from "../../www/read_marks.js";
import { addressedCid, channelAddress, splitCid } from "../../www/router.js";
import { listNames } from "../../www/text.js";
import { shortTime } from "../../www/time.js";
import { typingWords } from "../../www/typing_line.js";

const hrefs = (text: string) => splitLinks(text).flatMap((part) => part.href ?? []);

test("only http and https become links", () => {
  expect(hrefs("https://a.example http://b.example")).toEqual(["https://a.example/", "http://b.example/"]);
  for (const text of ["javascript:alert(1)", "data:text/html,x", "ftp://a.example", "//a.example", "a.example", "https://", "http://["]) {
    expect(hrefs(text), text).toEqual([]);
  }
});

test("a link ends before the punctuation of its sentence", () => {
  expect(hrefs("Is it https://a.example/x?")).toEqual(["https://a.example/x"]);
  expect(hrefs("(https://a.example/x_(y))")).toEqual(["https://a.example/x_(y)"]);
  expect(hrefs("https://a.example/x).")).toEqual(["https://a.example/x"]);
});

test("no character of a text is lost between its links", () => {
  const text = " a https://a.example, b (https://b.example/c). \n d ";
  expect(splitLinks(text).map((part) => part.text).join("")).toBe(text);
});

/** Only what rows are made from. */
const message = (id: string, userId: string, at: string): Message =>
  ({ id, type: "regular", status: "received", user: { id: userId }, created_at: new Date(at) }) as Message;

const shape = (messages: Message[], unread?: string, gaps: string[] = []) =>
  rowsOf(messages, unread, gaps).map((row) => (row.kind === "message" ? `${row.first ? "[" : ""}${row.key}${row.last ? "]" : ""}` : row.kind));

test("bubbles of one person within five minutes are a group", () => {
  const messages = [
    message("1", "ann", "2024-05-01T10:00:00"),
    message("2", "ann", "2024-05-01T10:04:00"),
    message("3", "ann", "2024-05-01T10:09:30"),
    message("4", "ben", "2024-05-01T10:09:40"),
  ];
  expect(shape(messages)).toEqual(["day", "[1", "2]", "[3]", "[4]"]);
});

test("a new day and the unread line break a group", () => {
  const messages = [
    message("1", "ann", "2024-05-01T23:58:00"),
    message("2", "ann", "2024-05-02T00:01:00"),
    message("3", "ann", "2024-05-02T00:02:00"),
  ];
  expect(shape(messages, "3")).toEqual(["day", "[1]", "day", "[2]", "unread", "[3]"]);
});

test("a place where messages may be missing has a row of its own", () => {
  const messages = [message("1", "ann", "2024-05-01T10:00:00"), message("9", "ben", "2024-05-01T11:00:00")];
  expect(shape(messages, undefined, ["9"])).toEqual(["day", "[1]", "gap", "[9]"]);
});

test("a reader stands at the last message that was there when it read", () => {
  const messages = [message("1", "ann", "2024-05-01T10:00:00"), message("2", "ann", "2024-05-01T10:01:00"), message("3", "ben", "2024-05-01T10:02:00")];
  const read = (id: string, at: string) => ({ [id]: { user: { id }, last_read: new Date(at), unread_messages: 0 } });
  const marks = readersByMessage(
    messages,
    { ...read("ann", "2024-05-01T10:05:00"), ...read("ben", "2024-05-01T10:02:00"), ...read("cy", "2024-05-01T10:01:30"), ...read("di", "2024-05-01T09:00:00") },
    "ann",
  );
  expect([...marks].map(([id, readers]) => [id, readers.map((reader) => reader.person.id)])).toEqual([["2", ["cy"]]]);
});

test("a cid survives the address bar", () => {
  for (const cid of ["messaging:trip", "messaging:!members-a_b-C1", "team:a%b"]) {
    expect(addressedCid(channelAddress(cid)), cid).toBe(cid);
  }
  expect(addressedCid("#/channel/%E0%A4%A")).toBeUndefined();
  expect(addressedCid("#/elsewhere")).toBeUndefined();
  expect(splitCid("messaging:trip")).toEqual({ type: "messaging", id: "trip" });
  expect(splitCid("messaging")).toBeUndefined();
  expect(splitCid("a:b:c")).toBeUndefined();
});

test("people are listed and counted in words", () => {
  expect(listNames([])).toBe("");
  expect(listNames(["Ann"])).toBe("Ann");
  expect(listNames(["Ann", "Ben"])).toBe("Ann and Ben");
  expect(listNames(["Ann", "Ben", "Cy", "Di"])).toBe("Ann, Ben, Cy and Di");
  expect(listNames(["Ann", "Ben", "Cy", "Di", "Ed"])).toBe("Ann, Ben, Cy and 2 others");
  expect(typingWords([])).toBe("");
  expect(typingWords(["Ann", "Ben"])).toBe("Ann and Ben are typing…");
  expect(typingWords(["Ann", "Ben", "Cy"])).toBe("Several people are typing…");
});

test("the time of a conversation is as short as it is clear", () => {
  const now = new Date("2024-05-10T09:00:00");
  expect(shortTime(new Date("2024-05-10T08:05:00"), now)).toMatch(/8:05/);
  expect(shortTime(new Date("2024-05-09T23:59:00"), now)).toBe("Yesterday");
  expect(shortTime(new Date("2024-05-06T12:00:00"), now)).toBe(new Intl.DateTimeFormat(undefined, { weekday: "short" }).format(new Date("2024-05-06T12:00:00")));
  expect(shortTime(new Date("2024-04-01T12:00:00"), now)).toMatch(/1/);
});

test("a reader at the end has a bounded number of messages drawn, and going up draws more", () => {
  const many = Array.from({ length: 500 }, (_, i) => message(String(i), "amira", "2024-05-01T10:00:00"));
  const view = new MessageWindow();
  expect(view.of(many, true)).toHaveLength(60);
  expect(view.widen(many)).toBe(true);
  expect(view.of(many, false)).toHaveLength(90);
  expect(view.of([message("older", "amira", "2024-05-01T09:00:00"), ...many, message("newer", "amira", "2024-05-01T11:00:00")], false)).toHaveLength(91);
  while (view.widen(many)) expect(view.of(many, false).at(-1)).toBe(many.at(-1));
  expect(view.of(many, false)).toEqual(many);
  expect(view.of(many, true)).toHaveLength(60);
  expect(view.of([], true)).toEqual([]);
});
