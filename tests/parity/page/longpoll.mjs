/** Owns the tour's chapter on networks without WebSocket: the SDK falls back to long poll. */
import { assert, texts } from "./checks.mjs";

/** Nothing listens there, so that every WebSocket fails at once. */
const NOWHERE = "ws://127.0.0.1:9";

const withoutSockets = async (stage, id) => {
  const person = stage.stranger(id, { enableWSFallback: true });
  person.client.setBaseURL(stage.url);
  // The stand-in passes reads on; this is written to the client itself.
  Object.assign(person.client, { wsBaseURL: NOWHERE });
  await person.connect();
  return person;
};

export default {
  title: "Long poll",
  people: ["anna"],
  steps: [
    {
      says: "without WebSocket events arrive by long poll, in order and once",
      covers: ["StreamChat.connectUser", "StreamChat.setBaseURL", "Channel.watch"],
      async run({ stage, anna }) {
        const paul = await withoutSockets(stage, "paul");
        await paul.hears("transport.changed", ({ mode }) => mode === "longpoll");
        const [hers, his] = await stage.room([anna, paul]);
        for (const text of ["one", "two", "three"]) await hers.sendMessage({ text });
        await paul.hears("message.new", ({ message }) => message.text === "three");
        assert.deepEqual(texts(his.state.messages), ["one", "two", "three"]);
        assert.equal(his.countUnread(), 3);
        await his.sendMessage({ text: "four" });
        const { message } = await anna.hears("message.new", ({ user }) => user.id === "paul");
        assert.equal(message.text, "four");
        await his.markRead();
        await anna.hears("message.read", ({ user }) => user.id === "paul");
      },
    },
    {
      says: "who polls is online until he leaves",
      covers: ["StreamChat.disconnectUser"],
      async run({ stage, anna }) {
        const pia = await withoutSockets(stage, "pia");
        const { users } = await anna.client.queryUsers({ id: "pia" }, {}, { presence: true });
        assert.equal(users[0].online, true);
        await pia.client.disconnectUser();
        const { user } = await anna.hears("user.presence.changed");
        assert.deepEqual([user.id, user.online], ["pia", false]);
      },
    },
  ],
};
