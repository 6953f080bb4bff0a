/** Owns the scenarios about files. */

const started = async (stage) => {
  const all = await stage.people("anna", "ben");
  const [hers] = await stage.room(all);
  return { anna: all[0].client, hers };
};

const pixel = () => new Blob([Uint8Array.from(atob("iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg=="), (part) => part.charCodeAt(0))], { type: "image/png" });

export default {
  "a file": async (stage) => {
    const { hers } = await started(stage);
    const file = new File(["plums, flour, butter"], "recipe.txt", { type: "text/plain" });
    const answer = await stage.act(() => hers.sendFile(file));
    stage.look("address", typeof answer?.file);
  },
  "a picture with a name": async (stage) => {
    const { hers } = await started(stage);
    await stage.act(() => hers.sendImage(new File([pixel()], "dot.png", { type: "image/png" }), "point.png", "image/png"));
    await stage.act(() => hers.sendImage(pixel(), "dot.png"));
  },
  "without a channel": async (stage) => {
    const { anna } = await started(stage);
    await stage.act(() => anna.uploadFile(new File(["hello"], "hello.txt", { type: "text/plain" })));
    await stage.act(() => anna.uploadImage(new File([pixel()], "dot.png", { type: "image/png" })));
  },
  "with progress": async (stage) => {
    const { hers } = await started(stage);
    const seen = [];
    await stage.act(() => hers.sendFile(new File(["x".repeat(5_000)], "x.txt", { type: "text/plain" }), undefined, undefined, undefined, { onUploadProgress: ({ progress }) => seen.push(progress) }));
    stage.look("last", seen.at(-1));
  },
  "refused": async (stage) => {
    const { hers } = await started(stage);
    await stage.act(() => hers.sendFile(new File(["<svg/>"], "evil.html", { type: "text/html" })));
    await stage.act(() => hers.sendImage(new File(["no picture"], "a.txt", { type: "text/plain" })));
  },
  "deleted": async (stage) => {
    const { anna, hers } = await started(stage);
    const { file } = await stage.act(() => hers.sendFile(new File(["hello"], "hello.txt", { type: "text/plain" }))) ?? {};
    await stage.act(() => hers.deleteFile(file));
    const { file: image } = await stage.act(() => hers.sendImage(new File([pixel()], "dot.png", { type: "image/png" }))) ?? {};
    await stage.act(() => hers.deleteImage(image));
    await stage.act(() => anna.deleteFile(`${stage.url}/files/none/none.txt`));
  },
  "sent along with a message": async (stage) => {
    const { hers } = await started(stage);
    const { file } = await stage.act(() => hers.sendImage(new File([pixel()], "dot.png", { type: "image/png" }))) ?? {};
    await stage.act(() => hers.sendMessage({ id: "m1", text: "look", attachments: [{ type: "image", image_url: file, fallback: "dot.png" }] }));
  },
};
