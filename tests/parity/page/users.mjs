/** Owns the tour's chapter on users: finding them, their profiles. */
import { assert, each, refused } from "./checks.mjs";

export default {
  title: "Users",
  people: ["anna", "ben"],
  steps: [
    {
      says: "users are found by id, name and custom data, sorted and by page",
      covers: ["StreamChat.queryUsers"],
      async run({ stage, anna }) {
        const users = Object.fromEntries(["u1", "u2", "u3"].map((id, at) => [id, { id, name: `Ursula ${id}`, floor: at }]));
        await stage.backend("POST", "/users", { users });
        const byId = await anna.client.queryUsers({ id: { $in: ["u1", "u3"] } }, { id: -1 });
        assert.deepEqual(each("id", byId.users), ["u3", "u1"]);
        assert.deepEqual([byId.users[0].floor, byId.users[0].online, byId.users[0].role], [2, false, "user"]);
        const page = await anna.client.queryUsers({ name: { $autocomplete: "urs" } }, { id: 1 }, { limit: 2, offset: 1 });
        assert.deepEqual(each("id", page.users), ["u2", "u3"]);
        const custom = await anna.client.queryUsers({ floor: 1 });
        assert.deepEqual(each("id", custom.users), ["u2"]);
        await refused(anna.client.queryUsers({ id: { $nonsense: 1 } }), 4);
      },
    },
    {
      says: "a profile is replaced whole, and those who share a room see it",
      covers: ["StreamChat.upsertUser", "StreamChat.upsertUsers"],
      async run({ stage, anna, ben }) {
        const [hers, his] = await stage.room([anna, ben]);
        await hers.sendMessage({ text: "hi" });
        await ben.hears("message.new");
        const { users } = await anna.client.upsertUser({ id: "anna", name: "Anna B", town: "Ulm" });
        assert.include(users.anna, { name: "Anna B", town: "Ulm" });
        const { user } = await ben.hears("user.updated", (event) => event.user.town === "Ulm");
        assert.equal(user.name, "Anna B");
        assert.equal(his.state.members.anna.user.name, "Anna B");
        assert.equal(his.state.messages[0].user.name, "Anna B");
        await anna.client.upsertUsers([{ id: "anna", name: "Anna C" }]);
        await anna.hears("user.updated", (event) => event.user.name === "Anna C");
        assert.equal(anna.client.user.name, "Anna C");
        assert.notProperty(anna.client.user, "town");
        await refused(anna.client.upsertUser({ id: "ben", name: "Not Ben" }), 17);
      },
    },
    {
      says: "single fields of a profile are set and unset",
      covers: ["StreamChat.partialUpdateUser", "StreamChat.partialUpdateUsers"],
      async run({ anna, ben }) {
        await anna.client.partialUpdateUser({ id: "anna", set: { mood: "fine", shoe: 41 } });
        await anna.hears("user.updated", (event) => event.user.mood === "fine");
        assert.deepEqual([anna.client.user.mood, anna.client.user.shoe], ["fine", 41]);
        const { users } = await anna.client.partialUpdateUsers([{ id: "anna", set: { mood: "good" }, unset: ["shoe"] }]);
        assert.equal(users.anna.mood, "good");
        assert.notProperty(users.anna, "shoe");
        await refused(ben.client.partialUpdateUser({ id: "anna", set: { mood: "bad" } }), 17);
      },
    },
    {
      says: "who is invisible appears offline",
      covers: ["StreamChat.queryUsers"],
      async run({ stage, anna }) {
        await stage.person("ines", { invisible: true });
        const { users } = await anna.client.queryUsers({ id: "ines" });
        assert.equal(users[0].online, false);
      },
    },
  ],
};
