/** Owns the scenarios about exported functions that need no client: type guards and small tools. */

/** Each input by a function of both SDKs; what it throws is a result too. */
const each = (stage, name, inputs) => stage.act(() => inputs.map((input) => {
  try {
    const result = stage.sdk[name](...input);
    return result instanceof File ? { file: result.name, type: result.type, size: result.size } : result;
  } catch (error) {
    return `throws ${error.name}`;
  }
}), name);

const attachments = [
  { type: "image", image_url: "u" }, { type: "image", image_url: "u", og_scrape_url: "x" }, { type: "image", title_link: "x" }, { image_url: "u" },
  { type: "file", asset_url: "a" }, { asset_url: "a" }, { asset_url: "a", type: "file", mime_type: "video/mp4" }, { type: "x", mime_type: "audio/mp3" },
  { type: "x", mime_type: "video/mp4" }, { type: "video", mime_type: "video/webm" }, { type: "video" }, { mime_type: "video/mp4" },
  { type: "image", mime_type: "image/png" }, { type: "audio", mime_type: "audio/mp3" }, { type: "audio", waveform_data: [] }, { type: "voiceRecording" },
  { type: "giphy" }, { type: "giphy", mime_type: "image/gif" }, { og_scrape_url: "x" }, { title_link: "" }, {}, { type: "" },
];

export default {
  "kinds of attachments": async (stage) => {
    const guards = ["isImageAttachment", "isFileAttachment", "isAudioAttachment", "isVideoAttachment", "isVoiceRecordingAttachment", "isGiphyAttachment", "isScrapedContent", "isUploadedAttachment"];
    for (const guard of guards) await each(stage, guard, [...attachments.map((one) => [one]), [undefined], [null]]);
    for (const guard of ["isFileAttachment", "isVideoAttachment"]) await each(stage, guard, attachments.map((one) => [one, ["video/mp4"]]));
  },
  "kinds of files": async (stage) => {
    const blob = new Blob(["ab"], { type: "image/png" });
    const [text, picture] = [new File(["abc"], "a.txt", { type: "text/plain" }), new File(["abc"], "a.png", { type: "image/png" })];
    const list = new DataTransfer();
    list.items.add(text);
    const all = [
      blob, text, picture, list.files, [text], { uri: "u", name: "n", type: "image/png", size: 3 }, { uri: "u", name: "n", type: "image/png" },
      { uri: "u", name: "n", type: "t", size: "3" }, { lastModified: 1 }, { lastModified: 1, uri: "u" }, { length: 0, item: null }, {}, "text", "", 0, undefined, null,
    ];
    for (const guard of ["isFile", "isFileList", "isBlobButNotFile", "isFileReference"]) await each(stage, guard, all.map((one) => [one]));
    const types = ["image/png", "image/svg+xml", "image/vnd.adobe.photoshop", "image/photoshop", "video/mp4", "audio/mp3", "application/pdf", "text/image", "x/video/y", "audio", ""];
    await each(stage, "isImageFile", [...types.map((type) => [{ type }]), [{}], [undefined]]);
    for (const name of ["getAttachmentTypeFromMimeType", "getExtensionFromMimeType"]) {
      await each(stage, name, [...types, "audio/mp4;codecs=x", "a/b/c", "a/", "a/b ;c"].map((type) => [type]));
    }
    await each(stage, "createFileFromBlobs", [[{ blobsArray: [blob, blob], fileName: "two.png", mimeType: "image/png" }], [{ blobsArray: [], fileName: "", mimeType: "" }]]);
    await stage.act(async () => (await stage.sdk.readFileAsArrayBuffer(text)).byteLength, "readFileAsArrayBuffer");
  },
  "texts and tokens": async (stage) => {
    await each(stage, "DevToken", [["anna"], ["Zoë"], [""]]);
    await each(stage, "UserFromToken", [[stage.sdk.DevToken("anna")], ["a.b"], ["a.YQ==.c"], [""], ["a.e30=.c"], ["a.b"]]);
    await each(stage, "encodeBase64", [["any carnal pleas"], [""], ["é"]]);
    await each(stage, "decodeBase64", [["YW55"], ["YW55IGM="], [""]]);
    await each(stage, "isOwnUser", [[{ id: "a" }], [{ id: "a", total_unread_count: 0 }], [undefined]]);
  },
};
