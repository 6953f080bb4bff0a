/** Owns the tour's chapter on connecting: users, tokens, listeners, leaving and coming back. */
import { assert, until } from "./checks.mjs";

export default {
  title: "Connecting",
  people: ["anna"],
  steps: [
    {
      says: "a user connects with a token function and is told who he is",
      covers: ["StreamChat.connectUser", "StreamChat.disconnectUser", "StreamChat.on"],
      async run({ stage, anna }) {
        await anna.client.queryUsers({ id: "anna" }, {}, { presence: true });
        const ben = stage.stranger("ben");
        const seen = [];
        ben.client.on("health.check", (event) => seen.push(event));
        const first = await ben.client.connectUser({ id: "ben", name: "Ben", team: "kitchen" }, ben.token);
        assert.equal(first.type, "health.check");
        assert.include(first.me, { id: "ben", name: "Ben", team: "kitchen", role: "user", online: true, total_unread_count: 0, unread_channels: 0 });
        assert.deepEqual([first.me.mutes, first.me.channel_mutes, first.me.devices], [[], [], []]);
        assert.isString(first.connection_id);
        assert.equal(ben.client.userID, "ben");
        assert.equal(ben.client.user.team, "kitchen");
        assert.equal(seen[0].connection_id, first.connection_id);
        await ben.client.disconnectUser();
        assert.notOk(ben.client.userID);
        assert.notOk(ben.client.user);
      },
    },
    {
      says: "who watches for a user sees him come and go",
      covers: ["StreamChat.queryUsers", "StreamChat.connectUser", "StreamChat.disconnectUser"],
      async run({ stage, anna }) {
        await stage.backend("POST", "/users", { users: { cleo: { id: "cleo" } } });
        const { users } = await anna.client.queryUsers({ id: { $in: ["cleo"] } }, {}, { presence: true });
        assert.equal(users[0].online, false);
        const cleo = await stage.person("cleo");
        assert.equal((await anna.hears("user.presence.changed", ({ user }) => user.online)).user.id, "cleo");
        await cleo.client.disconnectUser();
        assert.equal((await anna.hears("user.presence.changed", ({ user }) => !user.online)).user.id, "cleo");
      },
    },
    {
      says: "a development token is enough in development",
      covers: ["StreamChat.devToken"],
      async run({ stage }) {
        const { client } = stage.stranger("dora");
        const { me } = await client.connectUser({ id: "dora" }, client.devToken("dora"));
        assert.equal(me.id, "dora");
      },
    },
    {
      says: "a token with a wrong signature is refused with its code",
      covers: [],
      async run({ stage, anna }) {
        const { client } = stage.stranger("anna");
        const [head, body] = (await anna.token()).split(".");
        const error = await client.connectUser({ id: "anna" }, `${head}.${body}.c2lnbmF0dXJl`).then(() => undefined, (reason) => reason);
        assert.equal(error.code ?? JSON.parse(error.message).code, 43);
      },
    },
    {
      says: "an expired token is replaced without the app noticing",
      covers: ["StreamChat.connectUser", "StreamChat.getUnreadCount"],
      async run({ stage }) {
        const { client } = stage.stranger("emil");
        let asked = 0;
        const mint = async () => {
          asked += 1;
          const expires = asked === 1 ? -60 : 600;
          return (await (await fetch(`${stage.url}/_dev/token?user_id=emil&expires_in=${expires}`)).json()).token;
        };
        const { me } = await client.connectUser({ id: "emil" }, mint);
        assert.deepEqual([me.id, asked], ["emil", 2]);
        assert.equal((await client.getUnreadCount()).total_unread_count, 0);
      },
    },
    {
      says: "a closed connection receives nothing until it is opened again",
      covers: ["StreamChat.closeConnection", "StreamChat.openConnection"],
      async run({ stage, anna }) {
        const fred = await stage.person("fred");
        const [hers] = await stage.room([anna, fred]);
        await fred.client.closeConnection();
        await anna.hears("user.watching.stop", ({ user }) => user.id === "fred");
        await hers.sendMessage({ text: "while you were away" });
        assert.equal(fred.client.userID, "fred");
        const again = await fred.client.openConnection();
        assert.equal(again.me.total_unread_count, 1);
        await fred.settled();
        assert.isUndefined(fred.inbox.find(({ type }) => type === "message.new"));
      },
    },
    {
      says: "a listener that was taken off hears nothing more",
      covers: ["StreamChat.on", "StreamChat.off"],
      async run({ stage, anna }) {
        const [hers] = await stage.room([anna]);
        const heard = [];
        const note = ({ message }) => heard.push(message.text);
        anna.client.on("message.new", note);
        await hers.sendMessage({ text: "one" });
        await until("the listener is called", () => heard.length === 1);
        anna.client.off("message.new", note);
        const { unsubscribe } = anna.client.on("message.new", note);
        unsubscribe();
        await hers.sendMessage({ text: "two" });
        await anna.settled();
        assert.deepEqual(heard, ["one"]);
      },
    },
    {
      says: "the application tells its settings",
      covers: ["StreamChat.getAppSettings"],
      async run({ anna }) {
        const { app } = await anna.client.getAppSettings();
        assert.isString(app.name);
        assert.isObject(app.file_upload_config);
        assert.isObject(app.image_upload_config);
      },
    },
    {
      says: "a device that is set before connecting is registered",
      covers: ["StreamChat.setLocalDevice"],
      async run({ stage }) {
        const { client, token } = stage.stranger("gina");
        client.setLocalDevice({ id: "phone-1", push_provider: "firebase" });
        const { me } = await client.connectUser({ id: "gina" }, token);
        assert.deepEqual(me.devices.map(({ id, push_provider }) => [id, push_provider]), [["phone-1", "firebase"]]);
      },
    },
  ],
};
