/** Owns the tour's chapter on drafts. */
import { assert, each, refused } from "./checks.mjs";

export default {
  title: "Drafts",
  people: ["anna", "ben"],
  steps: [
    {
      says: "a draft is kept for its author on all devices, and for nobody else",
      covers: ["Channel.createDraft", "Channel.getDraft", "Channel.deleteDraft"],
      async run({ stage, anna, ben }) {
        const tablet = await stage.stranger("anna").connect();
        const [hers] = await stage.room([anna, ben]);
        const { draft } = await hers.createDraft({ text: "dear", mood: "shy" });
        assert.deepEqual([draft.channel_cid, draft.message.text, draft.message.mood], [hers.cid, "dear", "shy"]);
        assert.equal((await tablet.hears("draft.updated")).draft.message.text, "dear");
        await ben.hearsNo("draft.updated");
        await hers.createDraft({ text: "dear Ben" });
        assert.equal((await hers.getDraft()).draft.message.text, "dear Ben");
        const [found] = (await tablet.client.channel("messaging", hers.id).query({})).draft?.message.text ? ["in the channel"] : [];
        assert.equal(found, "in the channel");
        await hers.deleteDraft();
        await tablet.hears("draft.deleted");
        await refused(hers.getDraft(), 16);
      },
    },
    {
      says: "a thread has a draft of its own; sending ends it",
      covers: ["Channel.createDraft", "Channel.getDraft"],
      async run({ stage, anna }) {
        const [hers] = await stage.room([anna]);
        const { message: parent } = await hers.sendMessage({ text: "parent" });
        await hers.createDraft({ text: "in the channel" });
        await hers.createDraft({ text: "in the thread", parent_id: parent.id });
        assert.equal((await hers.getDraft({ parent_id: parent.id })).draft.message.text, "in the thread");
        await hers.sendMessage({ text: "sent", parent_id: parent.id });
        assert.equal((await anna.hears("draft.deleted")).draft.parent_id, parent.id);
        await refused(hers.getDraft({ parent_id: parent.id }), 16);
        assert.equal((await hers.getDraft()).draft.message.text, "in the channel");
      },
    },
    {
      says: "one's drafts are listed by page, newest first",
      covers: ["StreamChat.queryDrafts"],
      async run({ stage, ben, anna }) {
        const rooms = [];
        for (const text of ["1", "2", "3"]) {
          const [his] = await stage.room([ben, anna]);
          await his.createDraft({ text });
          rooms.push(his);
        }
        const page = await ben.client.queryDrafts({ sort: [{ created_at: -1 }], limit: 2 });
        assert.deepEqual(page.drafts.map(({ message }) => message.text), ["3", "2"]);
        const rest = await ben.client.queryDrafts({ sort: [{ created_at: -1 }], limit: 2, next: page.next });
        assert.deepEqual(rest.drafts.map(({ message }) => message.text), ["1"]);
        const one = await ben.client.queryDrafts({ filter: { channel_cid: rooms[1].cid } });
        assert.deepEqual(each("channel_cid", one.drafts), [rooms[1].cid]);
      },
    },
  ],
};
