/** Owns the tour's chapter on search: messages, and the SDK's sources for search fields. */
import { assert, refused, until } from "./checks.mjs";

const found = ({ results }) => results.map(({ message }) => message.text);

export default {
  title: "Search",
  people: ["anna", "ben", "clara"],
  steps: [
    {
      says: "messages are found by words, in one's own channels only",
      covers: ["StreamChat.search", "Channel.search"],
      async run({ stage, anna, ben, clara }) {
        const [hers] = await stage.room([anna, ben]);
        const [other] = await stage.room([anna, ben]);
        for (const text of ["The apple cake is ready", "No cake today", "Nothing sweet"]) await hers.sendMessage({ text });
        await other.sendMessage({ text: "Cake elsewhere" });
        const all = await ben.client.search({ members: { $in: ["ben"] } }, "cake", { limit: 10 });
        assert.sameMembers(found(all), ["The apple cake is ready", "No cake today", "Cake elsewhere"]);
        assert.equal(all.results[0].message.channel.type, "messaging");
        const one = await hers.search("cake");
        assert.sameMembers(found(one), ["The apple cake is ready", "No cake today"]);
        const page = await ben.client.search({ members: { $in: ["ben"] } }, "cake", { limit: 2, sort: [{ created_at: -1 }] });
        assert.deepEqual(found(page), ["Cake elsewhere", "No cake today"]);
        const rest = await ben.client.search({ members: { $in: ["ben"] } }, "cake", { limit: 2, sort: [{ created_at: -1 }], next: page.next });
        assert.deepEqual(found(rest), ["The apple cake is ready"]);
        const none = await clara.client.search({ members: { $in: ["clara"] } }, "cake");
        assert.deepEqual(none.results, []);
      },
    },
    {
      says: "messages are found by filters; deleted ones are not",
      covers: ["StreamChat.search", "Channel.search"],
      async run({ stage, anna, ben }) {
        const [hers, his] = await stage.room([anna, ben]);
        await hers.sendMessage({ text: "with a file", attachments: [{ type: "file", title: "plan" }] });
        await his.sendMessage({ text: "without a file" });
        const { message } = await his.sendMessage({ text: "deleted file" });
        await ben.client.deleteMessage(message.id);
        assert.deepEqual(found(await hers.search({ attachments: { $exists: true } })), ["with a file"]);
        assert.sameMembers(found(await hers.search({ text: { $q: "file" } })), ["with a file", "without a file"]);
        assert.deepEqual(found(await hers.search({ text: { $autocomplete: "wit" }, "user.id": "ben" })), ["without a file"]);
        await refused(ben.client.search({ members: { $in: ["ben"] } }, { text: { $nonsense: "x" } }), 4);
      },
    },
    {
      says: "a search field finds users, channels and messages at once",
      covers: [
        "SearchController.activate", "SearchController.search", "SearchController.getSource", "SearchController.clear", "SearchController.exit",
        "UserSearchSource.activate",
      ],
      async run({ stage, anna, ben }) {
        const [hers] = await stage.room([anna, ben], { data: { name: "clara only" } });
        // The SDK asks for messages of exactly this text.
        await hers.sendMessage({ text: "clara" });
        const source = (name) => stage.recorder.create(name, anna.client);
        const users = source("UserSearchSource");
        const field = stage.recorder.create("SearchController", { config: { keepSingleActiveSource: false }, sources: [users, source("ChannelSearchSource"), source("MessageSearchSource")] });
        users.activate();
        field.activate();
        const results = (type) => field.getSource(type).items ?? [];
        field.activateSource("channels");
        field.activateSource("messages");
        await field.search("clara");
        await until("users are found", () => results("users").length > 0);
        assert.deepEqual(results("users").map(({ id }) => id), ["clara"]);
        await until("channels are found", () => results("channels").length > 0);
        assert.deepEqual(results("channels").map(({ cid }) => cid), [hers.cid]);
        await until("messages are found", () => results("messages").length > 0);
        assert.deepEqual(results("messages").map(({ text }) => text), ["clara"]);
        field.clear();
        assert.deepEqual(results("users"), []);
        field.exit();
      },
    },
    {
      says: "members are searched as one types",
      covers: ["ChannelMemberSearchSource.activate", "ChannelMemberSearchSource.executeQuery"],
      async run({ stage, anna, ben, clara }) {
        const [hers] = await stage.room([anna, ben, clara]);
        const source = stage.recorder.create("ChannelMemberSearchSource", hers);
        source.activate();
        await source.executeQuery("cl");
        assert.deepEqual(source.items.map(({ user_id: id }) => id), ["clara"]);
      },
    },
  ],
};
