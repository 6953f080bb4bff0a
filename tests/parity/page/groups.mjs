/** Owns the tour's chapter on groups of users and roles. */
import { assert, each, refused } from "./checks.mjs";

const people = ({ user_group: group }) => each("user_id", group.members);

export default {
  title: "User groups and roles",
  people: ["anna", "ben", "clara"],
  steps: [
    {
      says: "an administrator makes, changes and deletes groups; others do not",
      covers: ["StreamChat.createUserGroup", "StreamChat.getUserGroup", "StreamChat.updateUserGroup", "StreamChat.deleteUserGroup"],
      async run({ stage, anna, ben }) {
        await stage.backend("POST", "/users", { users: { anna: { id: "anna", name: "anna", role: "admin" } } });
        const made = await anna.client.createUserGroup({ id: "bakers", name: "Bakers", description: "who bake", member_ids: ["ben"] });
        assert.include(made.user_group, { id: "bakers", name: "Bakers", description: "who bake" });
        assert.deepEqual(people(await ben.client.getUserGroup("bakers")), ["ben"]);
        assert.equal((await anna.client.updateUserGroup("bakers", { name: "Cooks" })).user_group.name, "Cooks");
        await refused(ben.client.updateUserGroup("bakers", { name: "Mine" }), 17);
        await anna.client.deleteUserGroup("bakers");
        await refused(anna.client.getUserGroup("bakers"), 16);
      },
    },
    {
      says: "members of a group come and go",
      covers: ["StreamChat.addUserGroupMembers", "StreamChat.removeUserGroupMembers"],
      async run({ anna }) {
        await anna.client.createUserGroup({ id: "team", name: "Team" });
        assert.sameMembers(people(await anna.client.addUserGroupMembers("team", { member_ids: ["ben", "clara"] })), ["ben", "clara"]);
        const error = await anna.client.addUserGroupMembers("team", { member_ids: ["anna", "nobody"] }).then(() => undefined, (reason) => reason);
        assert.isAtLeast(error?.status ?? 0, 400);
        assert.deepEqual(people(await anna.client.removeUserGroupMembers("team", { member_ids: ["ben", "stranger"] })), ["clara"]);
      },
    },
    {
      says: "groups are listed by page and found by name",
      covers: ["StreamChat.queryUserGroups", "StreamChat.searchUserGroups", "UserGroupPaginator.next"],
      async run({ stage, anna }) {
        for (const id of ["g1", "g2", "g3"]) await anna.client.createUserGroup({ id, name: `Garden ${id}` });
        const { user_groups: found } = await anna.client.searchUserGroups({ query: "garden", limit: 2 });
        assert.deepEqual(each("id", found), ["g1", "g2"]);
        const { user_groups: listed } = await anna.client.queryUserGroups({ limit: 100 });
        assert.includeMembers(each("id", listed), ["g1", "g2", "g3"]);
        const pages = stage.recorder.create("UserGroupPaginator", anna.client, { pageSize: 2 });
        await pages.next();
        await pages.next();
        assert.deepEqual(each("id", pages.items), each("id", listed).slice(0, 4));
      },
    },
    {
      says: "roles are found by name",
      covers: ["StreamChat.searchRoles"],
      async run({ anna }) {
        const { roles } = await anna.client.searchRoles({ query: "mod" });
        assert.include(roles.map((role) => role.name ?? role), "channel_moderator");
      },
    },
  ],
};
