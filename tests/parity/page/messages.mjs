/** Owns the tour's chapter on messages: sending, reading, editing, deleting, quoting, mentioning. */
import { assert, each, refused, texts } from "./checks.mjs";

const said = async (channel, message) => (await channel.sendMessage(typeof message === "string" ? { text: message } : message)).message;

export default {
  title: "Messages",
  people: ["anna", "ben", "clara"],
  steps: [
    {
      says: "a message reaches everybody once, the same for all",
      covers: ["Channel.sendMessage", "Channel.lastMessage", "Channel.countUnread"],
      async run({ stage, anna, ben, clara }) {
        const [hers, his] = await stage.room([anna, ben]);
        await hers.addMembers(["clara"]);
        const { message } = await hers.sendMessage({ text: "hello **you**", mood: "good", attachments: [{ type: "card", title: "T", price: 3 }] });
        assert.include(message, { text: "hello **you**", type: "regular", mood: "good", cid: hers.cid });
        assert.match(message.html, /^<p>hello /);
        assert.deepEqual([message.user.id, message.attachments[0].price], ["anna", 3]);
        const event = await ben.hears("message.new");
        assert.deepEqual([event.message.id, event.message.created_at], [message.id, message.created_at]);
        assert.deepEqual([event.unread_channels, event.total_unread_count, event.watcher_count], [1, 1, 2]);
        assert.equal(his.lastMessage().id, message.id);
        assert.equal(his.countUnread(), 1);
        await anna.hears("message.new");
        assert.deepEqual(texts(hers.state.messages), ["hello **you**"]);
        assert.equal(hers.countUnread(), 0);
        const absent = await clara.hears("notification.message_new");
        assert.deepEqual([absent.message.id, absent.channel.cid, absent.unread_channels], [message.id, hers.cid, 1]);
      },
    },
    {
      says: "the id may be chosen, but only once",
      covers: ["Channel.sendMessage"],
      async run({ stage, anna }) {
        const [hers] = await stage.room([anna]);
        const message = await said(hers, { id: "my-own-id", text: "first" });
        assert.equal(message.id, "my-own-id");
        const error = await refused(hers.sendMessage({ id: "my-own-id", text: "second" }), 4);
        assert.include(error.message, "already exists");
        await refused(hers.sendMessage({ text: "x".repeat(5001) }), 20);
        await anna.settled();
        assert.deepEqual(texts(hers.state.messages), ["first"]);
      },
    },
    {
      says: "messages are fetched by id, one or several",
      covers: ["StreamChat.getMessage", "Channel.getMessagesById"],
      async run({ stage, anna, ben, clara }) {
        const [hers] = await stage.room([anna, ben]);
        const one = await said(hers, "one");
        const two = await said(hers, "two");
        const { message } = await ben.client.getMessage(one.id);
        assert.deepEqual([message.text, message.channel.cid], ["one", hers.cid]);
        const { messages } = await hers.getMessagesById([two.id, one.id]);
        assert.sameMembers(texts(messages), ["one", "two"]);
        await refused(clara.client.getMessage(one.id), 17);
        await refused(ben.client.getMessage("unknown"), 16);
      },
    },
    {
      says: "an edit replaces the message for everybody, and only its author may",
      covers: ["StreamChat.updateMessage"],
      async run({ stage, anna, ben }) {
        const [hers, his] = await stage.room([anna, ben]);
        const sent = await said(hers, { text: "helo", mood: "good" });
        const { message } = await anna.client.updateMessage({ id: sent.id, text: "hello" });
        assert.equal(message.text, "hello");
        assert.notProperty(message, "mood");
        assert.ok(message.message_text_updated_at);
        assert.equal((await ben.hears("message.updated")).message.text, "hello");
        assert.deepEqual(texts(his.state.messages), ["hello"]);
        assert.notProperty(his.state.messages[0], "mood");
        await refused(ben.client.updateMessage({ id: sent.id, text: "mine now" }), 17);
      },
    },
    {
      says: "a partial update changes single fields",
      covers: ["StreamChat.partialUpdateMessage"],
      async run({ stage, anna, ben }) {
        const [hers, his] = await stage.room([anna, ben]);
        const sent = await said(hers, { text: "stay", mood: "good", size: 1 });
        const { message } = await anna.client.partialUpdateMessage(sent.id, { set: { mood: "better" }, unset: ["size"] });
        assert.include(message, { text: "stay", mood: "better" });
        assert.notProperty(message, "size");
        await ben.hears("message.updated");
        assert.equal(his.state.messages[0].mood, "better");
      },
    },
    {
      says: "a deleted message leaves a mark, a hard-deleted one nothing, also in quotes",
      covers: ["StreamChat.deleteMessage"],
      async run({ stage, anna, ben }) {
        const [hers, his] = await stage.room([anna, ben]);
        const soft = await said(hers, "soft");
        const hard = await said(hers, "hard");
        await said(his, { text: "quoting", quoted_message_id: soft.id });
        const { message } = await anna.client.deleteMessage(soft.id);
        assert.equal(message.type, "deleted");
        assert.isNotTrue((await ben.hears("message.deleted")).hard_delete);
        assert.deepEqual(each("type", his.state.messages), ["deleted", "regular", "regular"]);
        assert.ok(his.state.messages[2].quoted_message.deleted_at);
        await anna.client.deleteMessage(hard.id, true);
        assert.isTrue((await ben.hears("message.deleted")).hard_delete);
        assert.deepEqual(each("type", his.state.messages), ["deleted", "regular"]);
        await refused(ben.client.getMessage(hard.id), 16);
        await refused(ben.client.deleteMessage(soft.id), 17);
      },
    },
    {
      says: "a message deleted for oneself stays for the others",
      covers: ["StreamChat.deleteMessage"],
      async run({ stage, anna, ben }) {
        const [hers, his] = await stage.room([anna, ben]);
        const sent = await said(hers, "only for me");
        await ben.hears("message.new");
        await ben.client.deleteMessage(sent.id, { deleteForMe: true });
        assert.isTrue((await ben.hears("message.deleted")).deleted_for_me);
        assert.equal(his.state.messages[0].type, "deleted");
        await anna.hearsNo("message.deleted");
        assert.deepEqual(each("type", hers.state.messages), ["regular"]);
      },
    },
    {
      says: "a quote carries what it quotes, and follows its edits",
      covers: ["Channel.sendMessage"],
      async run({ stage, anna, ben }) {
        const [hers, his] = await stage.room([anna, ben]);
        const first = await said(hers, "original");
        const quote = await said(his, { text: "indeed", quoted_message_id: first.id });
        assert.equal(quote.quoted_message.text, "original");
        assert.equal((await anna.hears("message.new", ({ user }) => user.id === "ben")).message.quoted_message.id, first.id);
        await anna.client.updateMessage({ id: first.id, text: "edited" });
        await ben.hears("message.updated", ({ message }) => message.id === first.id);
        assert.equal(his.state.messages[1].quoted_message.text, "edited");
      },
    },
    {
      says: "who is mentioned is named, and can count it",
      covers: ["Channel.sendMessage", "Channel.countUnreadMentions"],
      async run({ stage, anna, ben }) {
        const [hers, his] = await stage.room([anna, ben]);
        const sent = await said(hers, { text: "@ben look", mentioned_users: ["ben"] });
        assert.deepEqual(each("id", sent.mentioned_users), ["ben"]);
        await ben.hears("message.new");
        assert.equal(his.countUnreadMentions(), 1);
        await said(hers, "not you");
        await ben.hears("message.new");
        assert.deepEqual([his.countUnread(), his.countUnreadMentions()], [2, 1]);
      },
    },
    {
      says: "a silent message does not count, a restricted one reaches only whom it is for",
      covers: ["Channel.sendMessage"],
      async run({ stage, anna, ben, clara }) {
        const [hers, his, theirs] = await stage.room([anna, ben, clara]);
        await said(hers, { text: "quiet", silent: true });
        await ben.hears("message.new");
        assert.equal(his.countUnread(), 0);
        await stage.backend("POST", `/channels/messaging/${hers.id}`, { assign_roles: [{ user_id: "anna", channel_role: "channel_moderator" }] });
        await said(hers, { text: "psst", restricted_visibility: ["ben"] });
        assert.equal((await ben.hears("message.new")).message.text, "psst");
        await clara.settled();
        assert.deepEqual(texts(theirs.state.messages), ["quiet"]);
        assert.deepEqual(texts((await theirs.query({ messages: { limit: 10 } })).messages), ["quiet"]);
      },
    },
  ],
};
