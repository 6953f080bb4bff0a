/** Owns the scenarios about sending messages: what goes out, what comes back, and where it stands afterwards. */

export default {
  "a plain message": async ({ people, room, act, look }) => {
    const all = await people("anna", "ben");
    const [hers, his] = await room(all);
    await act(() => hers.sendMessage({ id: "m1", text: "hello **you**" }));
    look("unread of Ben", his.countUnread());
    await act(() => his.sendMessage({ id: "m2", text: "hello back" }));
  },
  "without an id": async ({ people, room, act, look }) => {
    const [hers] = await room(await people("anna"));
    const answer = await act(() => hers.sendMessage({ text: "hello" }));
    look("id", typeof answer?.message.id);
  },
  "an id that exists": async ({ people, room, act }) => {
    const [hers] = await room(await people("anna"));
    await act(() => hers.sendMessage({ id: "m1", text: "first" }));
    await act(() => hers.sendMessage({ id: "m1", text: "second" }));
  },
  "custom fields and attachments": async ({ people, room, act }) => {
    const [hers] = await room(await people("anna", "ben"));
    await act(() => hers.sendMessage({ id: "m1", text: "look", mood: "good", attachments: [{ type: "card", title: "T", price: 3 }] }));
  },
  "shown before it is sent": async ({ people, room, act, look }) => {
    const [anna, ben] = await people("anna", "ben");
    const [hers] = await room([anna, ben]);
    const draft = { id: "m1", text: "at once", type: "regular", user: { id: "anna", name: "anna" }, status: "sending", created_at: new Date(), attachments: [], mentioned_users: [] };
    await act(async () => hers.state.addMessageSorted(draft));
    look("shown", hers.state.messages);
    await act(() => hers.sendMessage({ id: "m1", text: "at once" }));
  },
  "shown, failed, sent again": async ({ people, room, act, look, fault }) => {
    const [anna, ben] = await people("anna", "ben");
    const [hers] = await room([anna, ben]);
    const draft = { id: "m1", text: "stubborn", type: "regular", user: { id: "anna", name: "anna" }, status: "sending", created_at: new Date() };
    await act(async () => hers.state.addMessageSorted(draft));
    await fault({ kind: "answer", status: 500, code: -1, path: "/channels/messaging/kitchen/message", times: 1 });
    await act(() => hers.sendMessage({ id: "m1", text: "stubborn" }));
    await act(async () => hers.state.addMessageSorted({ ...draft, status: "failed" }));
    look("failed", hers.state.messages);
    await act(() => hers.sendMessage({ id: "m1", text: "stubborn" }));
  },
  "no answer": async ({ people, room, act, fault, look }) => {
    const [hers] = await room(await people("anna", "ben"));
    await fault({ kind: "drop_reply", path: "/channels/messaging/kitchen/message", times: 1 });
    await act(() => hers.sendMessage({ id: "m1", text: "into the dark" }));
    look("texts", hers.state.messages.map(({ text }) => text));
  },
  "no answer, then again": async ({ people, room, act, fault }) => {
    const [hers] = await room(await people("anna", "ben"));
    await fault({ kind: "drop_reply", path: "/channels/messaging/kitchen/message", times: 1 });
    await act(() => hers.sendMessage({ id: "m1", text: "into the dark" }));
    await act(() => hers.sendMessage({ id: "m1", text: "into the dark" }));
  },
  "a quote": async ({ people, room, act, history }) => {
    const [hers, his] = await room(await people("anna", "ben"), { messages: history(2, "anna") });
    await act(() => his.sendMessage({ id: "m1", text: "indeed", quoted_message_id: "h1" }));
    await act(() => hers.sendMessage({ id: "m2", text: "quoting a quote", quoted_message_id: "m1" }));
  },
  "a quote of something unknown": async ({ people, room, act }) => {
    const [hers] = await room(await people("anna"));
    await act(() => hers.sendMessage({ id: "m1", text: "what?", quoted_message_id: "nothing" }));
  },
  "a mention": async ({ people, room, act, look }) => {
    const [hers, his] = await room(await people("anna", "ben"));
    await act(() => hers.sendMessage({ id: "m1", text: "@ben look", mentioned_users: ["ben"] }));
    look("mentions", his.countUnreadMentions());
    await act(() => hers.sendMessage({ id: "m2", text: "not you" }));
    look("mentions later", his.countUnreadMentions());
  },
  "a silent message": async ({ people, room, act, look }) => {
    const [hers, his] = await room(await people("anna", "ben"));
    await act(() => hers.sendMessage({ id: "m1", text: "hush", silent: true }, { skip_push: true }));
    look("unread", his.countUnread());
  },
  "a message of the system": async ({ people, room, backend }) => {
    await room(await people("anna", "ben"));
    await backend("POST", "/channels/messaging/kitchen/message", { message: { id: "m1", text: "maintenance", type: "system", user_id: "anna" } });
  },
  "a message for one of three": async ({ people, room, backend }) => {
    await room(await people("anna", "ben", "cleo"));
    await backend("POST", "/channels/messaging/kitchen/message", { message: { id: "m1", text: "psst", restricted_visibility: ["ben"], user_id: "anna" } });
  },
  "too long": async ({ people, room, act, look }) => {
    const [hers] = await room(await people("anna"));
    await act(() => hers.sendMessage({ id: "m1", text: "x".repeat(5_001) }), "too long a text");
    look("count", hers.state.messages.length);
  },
  "to a channel one is not in": async ({ people, room, channel, act }) => {
    const [anna, ben] = await people("anna", "ben");
    await room([anna]);
    const his = channel(ben, "messaging", "kitchen");
    await act(() => his.watch());
    await act(() => his.sendMessage({ id: "m1", text: "let me in" }));
  },
  "several at once": async ({ people, room, act, look }) => {
    const [hers] = await room(await people("anna", "ben"));
    await act(async () => {
      for (const n of [1, 2, 3]) await hers.sendMessage({ id: `m${n}`, text: `number ${n}` });
    }, "three in a row");
    look("order", hers.state.messages.map(({ id }) => id));
  },
  "a picture about a word": async ({ people, room, act, look }) => {
    const [hers] = await room(await people("anna", "ben"));
    const answer = await act(() => hers.sendMessage({ id: "m1", text: "/giphy cake" }));
    look("shown", hers.state.messages.map(({ type }) => type));
    await act(() => hers.sendAction(answer.message.id, { image_action: "shuffle" }));
    await act(() => hers.sendAction(answer.message.id, { image_action: "send" }));
    look("shown then", hers.state.messages.map(({ type }) => type));
  },
  "a picture after all not": async ({ people, room, act }) => {
    const [hers] = await room(await people("anna", "ben"));
    const answer = await act(() => hers.sendMessage({ id: "m1", text: "/giphy cake" }));
    await act(() => hers.sendAction(answer.message.id, { image_action: "cancel" }));
  },
  "a command nobody knows": async ({ people, room, act, look }) => {
    const [hers] = await room(await people("anna", "ben"));
    const { message } = await act(() => hers.sendMessage({ id: "m1", text: "/dance now" })) ?? {};
    await act(async () => hers.state.addMessageSorted(message));
    look("with it", hers.state.messages.length);
    hers.state.filterErrorMessages();
    look("without it", hers.state.messages.length);
  },
  "a block list strikes": async ({ people, room, act, backend }) => {
    await backend("POST", "/blocklists", { name: "rude", words: ["cabbage"] });
    await backend("PUT", "/channeltypes/messaging", { blocklist: "rude", blocklist_behavior: "block" });
    const [hers] = await room(await people("anna", "ben"));
    await act(() => hers.sendMessage({ id: "m1", text: "you cabbage" }));
    await backend("PUT", "/channeltypes/messaging", { blocklist: null, blocklist_behavior: "flag" });
  },
  "fields that only the server sets": async ({ people, room, act }) => {
    const [hers] = await room(await people("anna", "ben"));
    await act(() => hers.sendMessage({ id: "m1", text: "hi", user: { id: "anna" }, created_at: new Date(), reply_count: 3, own_reactions: [], status: "sending", html: "<p>no</p>" }));
  },
  "nothing to send": async ({ people, room, act }) => {
    const [hers] = await room(await people("anna"));
    await act(() => hers.sendMessage({}));
    await act(() => hers.sendMessage({ id: "m1", text: "" }));
  },
  "keeping a channel hidden, with options": async ({ people, room, act }) => {
    const [hers, his] = await room(await people("anna", "ben"));
    await act(() => his.hide());
    await act(() => hers.sendMessage({ id: "m1", text: "quietly" }, { keep_channel_hidden: true, skip_enrich_url: true }));
  },
};
