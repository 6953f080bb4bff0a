/** Owns the scenarios about sending messages: what goes out, what comes back, and where it stands afterwards. */

export default {
  "a plain message": async ({ people, room, act, look }) => {
    const all = await people("anna", "ben");
    const [hers, his] = await room(all);
    await act(() => hers.sendMessage({ id: "m1", text: "hello **you**" }));
    look("unread of Ben", his.countUnread());
    await act(() => his.sendMessage({ id: "m2", text: "hello back" }));
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
};
