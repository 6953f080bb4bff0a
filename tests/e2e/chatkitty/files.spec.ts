/** Check 36: sending a file, its progress, and its failure. And the other kinds of files there are. */
import { expect, test } from "./kitty_test.js";
import { meet } from "./scenes.js";

/** Side of the square picture, whose random pixels make about 2 MB. */
const SIDE = 830;
/** Bytes a second. */
const UPLOAD = 2_000_000;

test("check 36: a picture is uploaded with its progress, arrives as it is, and its failure is told", async ({ visit, server }) => {
  const { ada, channel } = await meet(visit);
  await ada.enter(channel);
  const devtools = await ada.page.context().newCDPSession(ada.page);
  await devtools.send("Network.emulateNetworkConditions", { offline: false, latency: 0, downloadThroughput: -1, uploadThroughput: UPLOAD });

  const send = () => ada.run(async (app, [given, side]) => {
    const canvas = new OffscreenCanvas(side, side);
    const pixels = new ImageData(side, side);
    for (let at = 0; at < pixels.data.length; at += 65_536) crypto.getRandomValues(pixels.data.subarray(at, at + 65_536));
    for (let at = 3; at < pixels.data.length; at += 4) pixels.data[at] = 255;
    canvas.getContext("2d")!.putImageData(pixels, 0, 0);
    const file = new File([await canvas.convertToBlob({ type: "image/png" })], "noise.png", { type: "image/png" });
    const told: (string | number)[] = [];
    const result = await app.kitty.sendMessage({
      channel: given, file,
      progressListener: {
        onStarted: () => void told.push("started"),
        onProgress: (progress) => void told.push(progress),
        onCompleted: (outcome) => void told.push(`completed ${outcome}`),
      },
    });
    const hex = async (bytes: ArrayBuffer) => Array.from(new Uint8Array(await crypto.subtle.digest("SHA-256", bytes))).join(" ");
    const message = result.succeeded && result.message.type === "FILE" ? result.message : undefined;
    const arrived = message && (await (await fetch(message.file.url)).arrayBuffer());
    const identical = arrived && (await hex(arrived)) === (await hex(await file.arrayBuffer()));
    return { told, failed: result.failed, error: result.error?.error, message, identical, size: file.size };
  }, [channel, SIDE] as const);

  const sent = await send();
  expect(sent.size).toBeGreaterThan(1_900_000);
  expect(sent.told[0]).toBe("started");
  expect(sent.told.at(-1)).toBe("completed 0");
  const progress = sent.told.slice(1, -1) as number[];
  expect(progress.length).toBeGreaterThanOrEqual(2);
  expect(progress).toEqual(progress.toSorted((one, other) => one - other));
  expect(progress.every((part) => part >= 0 && part <= 1)).toBe(true);
  expect(progress.at(-1)).toBe(1);
  expect(sent.failed).toBe(false);
  expect(sent.message).toMatchObject({ type: "FILE", user: { name: "ada" }, file: { url: expect.stringMatching(/^http/), name: "noise.png", contentType: "image/png", size: sent.size } });
  expect(sent.identical).toBe(true);
  await expect.poll(async () => (await ada.told<{ type: string }>("onReceivedMessage")).map(({ type }) => type)).toEqual(["FILE"]);

  await server.breaks({ kind: "answer", status: 413, code: 22, method: "POST", path: "/channels/public" });
  const refused = await send();
  expect(refused.told[0]).toBe("started");
  expect(refused.told.filter((entry) => typeof entry === "string")).toEqual(["started", "completed 1"]);
  expect(refused).toMatchObject({ failed: true, error: expect.any(String) });
});

test("data as an address, a file that is elsewhere, a file with a text, and a picture of oneself", async ({ visit }) => {
  const { ada, bo, channel } = await meet(visit);
  await bo.enter(channel);
  const sent = await ada.run(async (app, given) => {
    const text = { uri: "data:text/plain;base64,aGVsbG8=", name: "hello.txt", type: "text/plain", size: 5 };
    const uri = (await app.ok(app.kitty.sendMessage({ channel: given, file: text }))).message;
    const elsewhere = { url: "https://cdn.example/song.mp3", name: "song.mp3", contentType: "audio/mpeg", size: 9 };
    const external = (await app.ok(app.kitty.sendMessage({ channel: given, file: elsewhere }))).message;
    const both = (await app.ok(app.kitty.sendMessage({ channel: given, body: "look", file: new File(["data"], "notes.txt", { type: "text/plain" }) }))).message;
    const dot = { uri: "data:image/gif;base64,R0lGODlhAQABAAAAACwAAAAAAQABAAA=", name: "me.gif", type: "image/gif" };
    const { user } = await app.ok(app.kitty.updateCurrentUserDisplayPicture({ file: dot }));
    const content = uri.type === "FILE" ? await (await fetch(uri.file.url)).text() : "";
    return { uri, content, external, both, picture: (await fetch(user.displayPictureUrl)).status };
  }, channel);
  expect(sent).toMatchObject({
    uri: { type: "FILE", file: { type: "HOSTED", name: "hello.txt", contentType: "text/plain", size: 5 } }, content: "hello",
    external: { type: "FILE", file: { type: "EXTERNAL", url: "https://cdn.example/song.mp3", name: "song.mp3", contentType: "audio/mpeg", size: 9 } },
    both: { type: "TEXT", body: "look" }, picture: 200,
  });
  const kinds = async () => (await bo.told<{ type: string; file?: { name: string } }>("onReceivedMessage")).map(({ type, file }) => `${type} ${file?.name}`);
  await expect.poll(kinds).toEqual(["FILE hello.txt", "FILE song.mp3", "TEXT undefined", "FILE notes.txt"]);
});
