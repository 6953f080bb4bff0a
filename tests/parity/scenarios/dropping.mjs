/** Owns the scenarios about lost connections and what is made good afterwards. */

const started = async (stage) => {
  const all = await stage.people("anna", "ben");
  const [hers, his] = await stage.room(all, { messages: stage.history(3, "ben") });
  return { anna: all[0].client, ben: all[1].client, hers, his };
};

/** The connection stays away until `stage.wake`: when each SDK would try again is chance. */
const cut = (stage, more = {}) => {
  stage.hold();
  return stage.act(async () => {
    await stage.fault({ kind: "kill_socket", now: true, user_id: "anna", times: 1, ...more });
    await stage.heard("ben", "user.watching.stop");
  }, "Anna's connection breaks");
};

const texts = ({ state }) => state.messages.map(({ text }) => text);

export default {
  "a connection breaks and comes back": async (stage) => {
    const { hers } = await started(stage);
    await cut(stage);
    await stage.wake(10);
    stage.look("texts", texts(hers));
  },
  "messages meanwhile": async (stage) => {
    const { hers, his } = await started(stage);
    await cut(stage);
    await stage.act(() => his.sendMessage({ id: "m1", text: "missed" }));
    await stage.wake(10);
    stage.look("texts", texts(hers));
    stage.look("unread", hers.countUnread());
    await stage.act(() => his.sendMessage({ id: "m2", text: "heard" }));
    stage.look("texts then", texts(hers));
  },
  "edits and deletions meanwhile": async (stage) => {
    const { ben, hers } = await started(stage);
    await cut(stage);
    await stage.act(() => ben.updateMessage({ id: "h1", text: "changed" }));
    await stage.act(() => ben.deleteMessage("h2"));
    await stage.wake(10);
    stage.look("texts", texts(hers));
  },
  "closed for good by the server": async (stage) => {
    await started(stage);
    await cut(stage, { code: 1000 });
    await stage.wake(6);
  },
  "closed for maintenance": async (stage) => {
    const { hers } = await started(stage);
    await cut(stage, { code: 1012 });
    await stage.wake(10);
    await stage.act(() => hers.sendMessage({ id: "m1", text: "back" }));
  },
  "calls without a connection": async (stage) => {
    const anna = stage.stranger("anna", { timeout: 30_000 });
    await stage.act(() => anna.client.connectUser({ id: "anna", name: "anna" }, anna.token));
    const [hers] = await stage.room([anna, ...await stage.people("ben")]);
    await cut(stage);
    const sent = stage.started(() => hers.sendMessage({ id: "m1", text: "anyway" }));
    await stage.pass(1);
    const asked = stage.started(() => anna.client.queryUsers({ id: "ben" }));
    await stage.pass(1);
    await stage.wake(10);
    await sent();
    await asked();
  },
  "a token that expires meanwhile": async (stage) => {
    const { anna } = await started(stage);
    await stage.act(async () => void await stage.fault({ kind: "expire_tokens", user_id: "anna" }), "Anna's tokens expire");
    await stage.act(() => anna.getUnreadCount());
  },
  "an answer that is refused once": async (stage) => {
    const { anna } = await started(stage);
    await stage.fault({ kind: "answer", status: 429, code: 9, retry_after: 5, path: "/unread", times: 1 });
    await stage.act(() => anna.getUnreadCount());
    await stage.act(() => anna.getUnreadCount());
  },
  "no recovery wanted": async (stage) => {
    const anna = stage.stranger("anna", { recoverStateOnReconnect: false });
    await stage.act(() => anna.client.connectUser({ id: "anna", name: "anna" }, anna.token));
    const [ben] = await stage.people("ben");
    const [hers, his] = await stage.room([anna, ben], { messages: stage.history(2, "ben") });
    await cut(stage);
    await stage.act(() => his.sendMessage({ id: "m1", text: "missed" }));
    await stage.wake(10);
    stage.look("texts", texts(hers));
  },
  "the browser goes offline and online": async (stage) => {
    await started(stage);
    await stage.act(async () => void globalThis.dispatchEvent(new Event("offline")), "offline");
    await stage.pass(6);
    await stage.act(async () => void globalThis.dispatchEvent(new Event("online")), "online");
    await stage.pass(4);
  },
};
