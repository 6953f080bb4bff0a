/** Owns the tour's chapter on uploads: files and images, with progress, and without. */
import { assert, refused, until } from "./checks.mjs";

/** One pixel, a real image: the server looks at the content. */
const PIXEL = "iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg==";
const pixel = (name = "pixel.png") => new File([Uint8Array.from(atob(PIXEL), (char) => char.charCodeAt(0))], name, { type: "image/png" });

/** Large enough for the browser to report progress, in bytes. */
const LARGE = 3_000_000;
const document = (size = 20, name = "notes.txt") => new File(["x".repeat(size)], name, { type: "text/plain" });

const gone = async (url) => (await fetch(url)).status >= 400;

export default {
  title: "Uploads",
  people: ["anna", "ben"],
  steps: [
    {
      says: "an image is uploaded, sent, seen and deleted",
      covers: ["Channel.sendImage", "Channel.deleteImage"],
      async run({ stage, anna, ben }) {
        const [hers, his] = await stage.room([anna, ben]);
        const { file: url } = await hers.sendImage(pixel());
        await hers.sendMessage({ text: "look", attachments: [{ type: "image", image_url: url }] });
        await ben.hears("message.new");
        const seen = await fetch(his.state.messages[0].attachments[0].image_url);
        assert.equal(seen.headers.get("content-type"), "image/png");
        assert.equal((await seen.blob()).size, pixel().size);
        await refused(his.deleteImage(url), 17);
        await hers.deleteImage(url);
        assert.isTrue(await gone(url));
      },
    },
    {
      says: "a large file reports its progress, and arrives whole",
      covers: ["Channel.sendFile", "Channel.deleteFile"],
      async run({ stage, anna, ben }) {
        const [hers] = await stage.room([anna, ben]);
        const steps = [];
        const { file: url } = await hers.sendFile(document(LARGE), undefined, undefined, undefined, { onUploadProgress: ({ loaded, total }) => steps.push(loaded / total) });
        assert.isAtLeast(steps.length, 1);
        assert.equal(steps.at(-1), 1);
        assert.deepEqual(steps, [...steps].sort((one, other) => one - other));
        const part = await fetch(url, { headers: { range: "bytes=10-19" } });
        assert.deepEqual([part.status, await part.text()], [206, "x".repeat(10)]);
        assert.equal((await (await fetch(url)).blob()).size, LARGE);
        await hers.deleteFile(url);
        assert.isTrue(await gone(url));
      },
    },
    {
      says: "files and images are kept without a channel too",
      covers: ["StreamChat.uploadFile", "StreamChat.uploadImage", "StreamChat.deleteFile", "StreamChat.deleteImage"],
      async run({ anna }) {
        const { file } = await anna.client.uploadFile(document());
        const { file: image } = await anna.client.uploadImage(pixel());
        assert.equal(await (await fetch(file)).text(), "x".repeat(20));
        await anna.client.deleteFile(file);
        await anna.client.deleteImage(image);
        assert.deepEqual([await gone(file), await gone(image)], [true, true]);
      },
    },
    {
      says: "what only pretends to be an image is refused",
      covers: [],
      async run({ stage, anna }) {
        const [hers] = await stage.room([anna]);
        await refused(hers.sendImage(new File(["<script>alert(1)</script>"], "cute.png", { type: "image/png" })), 4);
      },
    },
    {
      says: "the SDK's own uploads tell how far they are",
      covers: ["UploadManager.upload", "UploadManager.getUpload", "UploadManager.deleteUploadRecord"],
      async run({ stage, anna }) {
        const [hers] = await stage.room([anna]);
        const { uploadManager } = anna.client;
        const seen = [];
        const stop = uploadManager.state.subscribe(({ uploads }) => uploads.one && seen.push(uploads.one.uploadProgress));
        const { file } = await uploadManager.upload({ id: "one", channelCid: hers.cid, file: document(LARGE) });
        assert.isString(file);
        stop();
        assert.isAtLeast(seen.length, 1);
        uploadManager.deleteUploadRecord("one");
        assert.notOk(uploadManager.getUpload("one"));
      },
    },
    {
      says: "a composed message carries what was attached to it",
      covers: ["AttachmentManager.uploadFiles", "MessageComposer.compose"],
      async run({ stage, anna, ben }) {
        const [hers, his] = await stage.room([anna, ben]);
        const composer = hers.messageComposer;
        await composer.attachmentManager.uploadFiles([pixel("cat.png"), document()]);
        await until("both are uploaded", () => composer.attachmentManager.successfulUploadsCount === 2);
        composer.textComposer.setText("two things");
        const { message } = await composer.compose();
        await hers.sendMessage(message);
        await ben.hears("message.new");
        const { attachments } = his.state.messages[0];
        assert.lengthOf(attachments, 2);
        const [image, file] = ["image", "file"].map((type) => attachments.find((one) => one.type === type));
        assert.equal(file.title, "notes.txt");
        assert.equal((await fetch(image.image_url)).status, 200);
        assert.equal((await fetch(file.asset_url)).status, 200);
      },
    },
  ],
};
