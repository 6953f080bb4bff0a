/** Owns the tour's chapter on composing: the SDK's composer, as far as it talks to the server. */
import { assert, texts, until } from "./checks.mjs";

export default {
  title: "Composing",
  people: ["anna", "ben"],
  steps: [
    {
      says: "what was composed is sent: text, mentions, a quote",
      covers: ["MessageComposer.compose", "MessageComposer.clear", "MessageComposer.setQuotedMessage", "TextComposer.setText", "TextComposer.setMentionedUsers"],
      async run({ stage, anna, ben }) {
        const [hers, his] = await stage.room([anna, ben]);
        await his.sendMessage({ text: "cake?" });
        await anna.hears("message.new");
        const composer = hers.messageComposer;
        composer.textComposer.setText("@ben yes");
        composer.textComposer.setMentionedUsers([{ id: "ben", name: "ben" }]);
        composer.setQuotedMessage(hers.state.messages[0]);
        const { message, sendOptions } = await composer.compose();
        await hers.sendMessage(message, sendOptions);
        composer.clear();
        assert.isTrue(composer.contentIsEmpty);
        const event = await ben.hears("message.new", ({ user }) => user.id === "anna");
        assert.deepEqual([event.message.text, event.message.quoted_message.text, event.message.mentioned_users[0].id], ["@ben yes", "cake?", "ben"]);
      },
    },
    {
      says: "a draft of the composer comes back on another device",
      covers: ["MessageComposer.createDraft", "MessageComposer.getDraft", "MessageComposer.deleteDraft", "MessageComposer.updateConfig"],
      async run({ stage, anna }) {
        const [hers] = await stage.room([anna]);
        const composer = hers.messageComposer;
        composer.updateConfig({ drafts: { enabled: true } });
        composer.textComposer.setText("half a sent");
        await composer.createDraft();
        await anna.hears("draft.updated");
        const pad = await stage.stranger("anna").connect();
        const there = pad.client.channel("messaging", hers.id);
        await there.watch();
        there.messageComposer.updateConfig({ drafts: { enabled: true } });
        await there.messageComposer.getDraft();
        await until("the text is there", () => there.messageComposer.textComposer.text === "half a sent");
        await composer.deleteDraft();
        await pad.hears("draft.deleted");
      },
    },
    {
      says: "typing into the composer shows to the others",
      covers: ["TextComposer.handleChange"],
      async run({ stage, anna, ben }) {
        const [hers] = await stage.room([anna, ben]);
        await hers.messageComposer.textComposer.handleChange({ text: "h", selection: { start: 1, end: 1 } });
        assert.equal((await ben.hears("typing.start")).user.id, "anna");
      },
    },
    {
      says: "polls and places are composed and sent",
      covers: ["MessageComposer.createPoll", "PollComposer.updateFields", "MessageComposer.sendLocation", "LocationComposer.setData"],
      async run({ stage, anna, ben }) {
        const [hers, his] = await stage.room([anna, ben]);
        const composer = hers.messageComposer;
        await composer.pollComposer.updateFields({ name: "Tea?", options: { index: 0, text: "yes" } });
        await composer.createPoll();
        assert.isString(composer.pollId);
        const { message } = await composer.compose();
        await hers.sendMessage(message);
        const polled = await ben.hears("message.new");
        assert.deepEqual([polled.message.poll.name, texts(polled.message.poll.options)], ["Tea?", ["yes"]]);
        composer.clear();
        composer.updateConfig({ location: { enabled: true } });
        composer.locationComposer.setData({ latitude: 1, longitude: 2 });
        await composer.sendLocation();
        const placed = await ben.hears("message.new");
        assert.equal(placed.message.shared_location.latitude, 1);
        assert.lengthOf(his.state.messages, 2);
      },
    },
  ],
};
