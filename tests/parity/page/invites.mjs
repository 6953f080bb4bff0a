/** Owns the tour's chapter on invitations. */
import { assert } from "./checks.mjs";

export default {
  title: "Invitations",
  people: ["anna", "ben", "clara"],
  steps: [
    {
      says: "an invitation is pending until it is accepted",
      covers: ["Channel.inviteMembers", "Channel.acceptInvite"],
      async run({ stage, anna, ben }) {
        const [hers] = await stage.room([anna]);
        await hers.inviteMembers(["ben"]);
        const { member, channel } = await ben.hears("notification.invited");
        assert.deepEqual([member.user_id, member.invited, channel.cid], ["ben", true, hers.cid]);
        const [found] = await ben.client.queryChannels({ invite: "pending", members: { $in: ["ben"] } });
        assert.equal(found.cid, hers.cid);
        assert.isTrue(found.state.membership.invited);
        await found.acceptInvite({ message: { text: "glad to be here" } });
        assert.ok((await ben.hears("notification.invite_accepted")).member.invite_accepted_at);
        assert.equal((await anna.hears("message.new")).message.text, "glad to be here");
        assert.ok((await anna.hears("member.updated")).member.invite_accepted_at);
        assert.ok(hers.state.members.ben.invite_accepted_at);
        assert.lengthOf(await ben.client.queryChannels({ invite: "pending", members: { $in: ["ben"] } }), 0);
        assert.lengthOf(await ben.client.queryChannels({ invite: "accepted", members: { $in: ["ben"] } }), 1);
      },
    },
    {
      says: "an invitation can be rejected",
      covers: ["Channel.inviteMembers", "Channel.rejectInvite"],
      async run({ stage, anna, clara }) {
        const [hers] = await stage.room([anna]);
        await hers.inviteMembers(["clara"]);
        await clara.hears("notification.invited");
        const theirs = clara.client.channel("messaging", hers.id);
        await theirs.rejectInvite();
        assert.ok((await clara.hears("notification.invite_rejected")).member.invite_rejected_at);
        await anna.hears("member.updated", ({ member }) => member.invite_rejected_at);
        assert.ok(hers.state.members.clara.invite_rejected_at);
        assert.lengthOf(await clara.client.queryChannels({ invite: "rejected", members: { $in: ["clara"] } }), 1);
      },
    },
  ],
};
