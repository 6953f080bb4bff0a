/** Owns the scenarios about lists of channels: queries, order, pages, channels handed over. */

const three = async ({ seed, time, people }) => {
  const everybody = await people("anna", "ben");
  await seed({ channels: [
    { type: "messaging", id: "attic", name: "Attic", members: ["anna", "ben"], created_by: "anna", created_at: time(-9_000), messages: [{ id: "a1", user: "ben", text: "dust", created_at: time(-800) }] },
    { type: "messaging", id: "kitchen", name: "Kitchen", members: ["anna", "ben"], created_by: "anna", created_at: time(-8_000), messages: [{ id: "k1", user: "ben", text: "tea", created_at: time(-900) }, { id: "k2", user: "anna", text: "yes", created_at: time(-600) }], read: { anna: null } },
    { type: "team", id: "garden", name: "Garden", members: ["anna"], created_by: "anna", created_at: time(-7_000), colour: "green" },
  ] });
  return everybody;
};

const cids = (channels) => channels?.map(({ cid }) => cid);

export default {
  "mine, newest first": async (stage) => {
    const [{ client }] = await three(stage);
    const found = await stage.act(() => client.queryChannels({ members: { $in: ["anna"] } }, { last_message_at: -1 }, { watch: true, state: true }));
    stage.look("order", cids(found));
  },
  "without any filter": async (stage) => {
    const [{ client }] = await three(stage);
    await stage.act(() => client.queryChannels({}));
    await stage.act(() => client.queryChannels());
  },
  "sorted by several fields": async (stage) => {
    const [{ client }] = await three(stage);
    const found = await stage.act(() => client.queryChannels({ members: { $in: ["anna"] } }, [{ has_unread: -1 }, { created_at: 1 }]));
    stage.look("order", cids(found));
  },
  "page by page": async (stage) => {
    const [{ client }] = await three(stage);
    await stage.act(() => client.queryChannels({ type: "messaging", members: { $in: ["anna"] } }, { created_at: 1 }, { limit: 1 }));
    await stage.act(() => client.queryChannels({ type: "messaging", members: { $in: ["anna"] } }, { created_at: 1 }, { limit: 1, offset: 1, message_limit: 1, member_limit: 1 }));
  },
  "unwatched": async (stage) => {
    const [{ client }, ben] = await three(stage);
    await stage.act(() => client.queryChannels({ type: "messaging" }, {}, { watch: false, state: false, presence: false }));
    const his = stage.channel(ben, "messaging", "kitchen");
    await stage.act(() => his.watch());
    await stage.act(() => his.sendMessage({ id: "m1", text: "ping" }));
  },
  "twice, with news between": async (stage) => {
    const [{ client }] = await three(stage);
    await stage.act(() => client.queryChannels({ type: "messaging" }, { created_at: 1 }));
    await stage.backend("POST", "/channels/messaging/attic/message", { message: { id: "m1", text: "more dust" } }, "ben");
    await stage.act(() => client.queryChannels({ type: "messaging" }, { created_at: 1 }));
  },
  "several, then events in each": async (stage) => {
    const [{ client }] = await three(stage);
    await stage.act(() => client.queryChannels({ members: { $in: ["anna"] } }, { created_at: 1 }));
    await stage.backend("POST", "/channels/messaging/attic/message", { message: { id: "m1", text: "one" } }, "ben");
    await stage.backend("POST", "/channels/messaging/kitchen/message", { message: { id: "m2", text: "two" } }, "ben");
    await stage.backend("PATCH", "/channels/messaging/attic", { set: { name: "Loft" } });
  },
  "hidden ones": async (stage) => {
    const [{ client }] = await three(stage);
    const attic = client.channel("messaging", "attic");
    await stage.act(() => attic.watch());
    await stage.act(() => attic.hide());
    await stage.act(() => client.queryChannels({ type: "messaging" }));
    await stage.act(() => client.queryChannels({ type: "messaging", hidden: true }));
  },
  "by custom fields and names": async (stage) => {
    const [{ client }] = await three(stage);
    await stage.act(() => client.queryChannels({ colour: "green" }));
    await stage.act(() => client.queryChannels({ name: { $autocomplete: "kit" } }));
    await stage.act(() => client.queryChannels({ $or: [{ name: "Attic" }, { colour: "green" }], members: { $in: ["anna"] } }));
  },
  "a filter that is none": async (stage) => {
    const [{ client }] = await three(stage);
    await stage.act(() => client.queryChannels({ members: { $nonsense: 1 } }));
    await stage.act(() => client.queryChannels({ type: "messaging" }, {}, { limit: 500 }));
  },
  "the answer along with the channels": async (stage) => {
    const [{ client }] = await three(stage);
    await stage.act(() => client.queryChannels({ type: "messaging" }, {}, { limit: 1 }, { withResponse: true }));
  },
  "state left alone": async (stage) => {
    const [{ client }] = await three(stage);
    await stage.act(() => client.queryChannels({ type: "messaging" }, { created_at: 1 }));
    await stage.act(() => client.queryChannels({ type: "messaging" }, { created_at: 1 }, {}, { skipInitialization: ["messaging:attic"] }));
    await stage.act(() => client.queryChannels({ type: "messaging" }, { created_at: 1 }, {}, { skipHydration: true }));
  },
  "as it came, then handed over": async (stage) => {
    const [{ client }] = await three(stage);
    const raw = await stage.act(() => client.queryChannelsRequest({ type: "messaging" }, { created_at: 1 }));
    stage.look("known before", Object.keys(client.activeChannels));
    const channels = await stage.act(async () => client.hydrateActiveChannels(raw));
    stage.look("channels", cids(channels));
    await stage.act(async () => client.hydrateActiveChannels());
  },
  "all marked read": async (stage) => {
    const [{ client }] = await three(stage);
    await stage.act(() => client.queryChannels({ type: "messaging" }, { created_at: 1 }));
    await stage.act(() => client.markAllRead());
    await stage.act(() => client.markChannelsRead({ read_by_channel: { "messaging:kitchen": "k1" } }));
  },
  "unread counts of the whole": async (stage) => {
    const [{ client }] = await three(stage);
    await stage.act(() => client.getUnreadCount());
  },
};
