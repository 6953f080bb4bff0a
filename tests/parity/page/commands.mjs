/** Owns the tour's chapter on commands and translation, which have local stand-ins. */
import { assert, texts } from "./checks.mjs";

export default {
  title: "Commands and translation",
  people: ["anna", "ben"],
  steps: [
    {
      says: "a giphy is shown to its author alone until he sends it",
      covers: ["Channel.sendAction", "Channel.sendMessage"],
      async run({ stage, anna, ben }) {
        const [hers, his] = await stage.room([anna, ben]);
        const { message } = await hers.sendMessage({ text: "/giphy cake" });
        assert.deepEqual([message.type, message.command, message.args], ["ephemeral", "giphy", "cake"]);
        const [picture] = message.attachments;
        assert.deepEqual(picture.actions.map(({ value }) => value).sort(), ["cancel", "send", "shuffle"]);
        await ben.hearsNo("message.new");
        const shuffled = await hers.sendAction(message.id, { image_action: "shuffle" });
        assert.equal(shuffled.message.type, "ephemeral");
        const sent = await hers.sendAction(message.id, { image_action: "send" });
        assert.equal(sent.message.type, "regular");
        const event = await ben.hears("message.new");
        assert.equal(event.message.attachments[0].type, "giphy");
        assert.lengthOf(his.state.messages, 1);
      },
    },
    {
      says: "a giphy that is cancelled leaves nothing; an unknown command says so",
      covers: ["Channel.sendAction"],
      async run({ stage, anna, ben }) {
        const [hers, his] = await stage.room([anna, ben]);
        const { message } = await hers.sendMessage({ text: "/giphy rain" });
        await hers.sendAction(message.id, { image_action: "cancel" });
        const { message: unknown } = await hers.sendMessage({ text: "/nonsense at all" });
        assert.equal(unknown.type, "error");
        await ben.hearsNo("message.new");
        assert.deepEqual(texts((await his.query({ messages: { limit: 5 } })).messages), []);
      },
    },
    {
      says: "a message is translated for everybody",
      covers: ["StreamChat.translateMessage"],
      async run({ stage, anna, ben }) {
        const [hers, his] = await stage.room([anna, ben]);
        const { message } = await hers.sendMessage({ text: "good morning" });
        const answer = await ben.client.translateMessage(message.id, "fr");
        assert.isString(answer.message.i18n.fr_text);
        const event = await anna.hears("message.updated");
        assert.equal(event.message.i18n.fr_text, answer.message.i18n.fr_text);
        await ben.hears("message.updated");
        assert.equal(his.state.messages[0].i18n.fr_text, answer.message.i18n.fr_text);
      },
    },
  ],
};
