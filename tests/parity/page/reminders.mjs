/** Owns the tour's chapter on reminders and bookmarks: by the client's calls, and as the SDK keeps them. */
import { assert, each, until } from "./checks.mjs";

const later = (seconds) => new Date(Date.now() + seconds * 1000).toISOString();

const said = async (stage, people, text = "do it") => (await (await stage.room(people))[0].sendMessage({ text })).message;

export default {
  title: "Reminders",
  people: ["anna", "ben"],
  steps: [
    {
      says: "a message is remembered, for one user alone, and let go",
      covers: ["StreamChat.createReminder", "StreamChat.updateReminder", "StreamChat.deleteReminder"],
      async run({ stage, anna, ben }) {
        const { id, cid } = await said(stage, [ben, anna]);
        const { reminder } = await anna.client.createReminder({ messageId: id });
        assert.include(reminder, { message_id: id, channel_cid: cid, user_id: "anna" });
        assert.notOk(reminder.remind_at);
        assert.equal((await anna.hears("reminder.created")).message_id, id);
        const at = later(3600);
        await anna.client.updateReminder({ messageId: id, remind_at: at });
        const event = await anna.hears("reminder.updated");
        assert.equal(new Date(event.reminder.remind_at).getTime(), new Date(at).getTime());
        assert.ok((await anna.client.getMessage(id)).message.reminder.remind_at);
        assert.notOk((await ben.client.getMessage(id)).message.reminder);
        await anna.client.deleteReminder(id);
        await anna.hears("reminder.deleted");
        await ben.hearsNo("reminder.created");
      },
    },
    {
      says: "when it is time, its user is told",
      covers: ["StreamChat.createReminder"],
      async run({ stage, anna, ben }) {
        const { id } = await said(stage, [ben, anna]);
        await anna.client.createReminder({ messageId: id, remind_at: later(1) });
        const due = await anna.hears("notification.reminder_due");
        assert.deepEqual([due.message_id, due.user_id], [id, "anna"]);
      },
    },
    {
      says: "reminders are listed by time and page",
      covers: ["StreamChat.queryReminders"],
      async run({ stage, anna, ben }) {
        const ids = [];
        for (const hours of [2, 1]) {
          const { id } = await said(stage, [ben, anna]);
          await ben.client.createReminder({ messageId: id, remind_at: later(hours * 3600) });
          ids.unshift(id);
        }
        const page = await ben.client.queryReminders({ filter: { remind_at: { $gt: later(60) } }, sort: [{ remind_at: 1 }], limit: 1 });
        assert.deepEqual(each("message_id", page.reminders), [ids[0]]);
        const rest = await ben.client.queryReminders({ filter: { remind_at: { $gt: later(60) } }, sort: [{ remind_at: 1 }], limit: 1, next: page.next });
        assert.deepEqual(each("message_id", rest.reminders), [ids[1]]);
      },
    },
    {
      says: "the SDK keeps reminders as they change, here and on other devices",
      covers: [
        "ReminderManager.registerSubscriptions", "ReminderManager.createReminder", "ReminderManager.updateReminder", "ReminderManager.upsertReminder",
        "ReminderManager.deleteReminder", "ReminderManager.getFromState", "ReminderManager.unregisterSubscriptions",
      ],
      async run({ stage, anna, ben }) {
        const tablet = await stage.stranger("anna").connect();
        const { id } = await said(stage, [ben, anna]);
        for (const { client } of [anna, tablet]) client.reminders.registerSubscriptions();
        const { reminders } = anna.client;
        await reminders.createReminder({ messageId: id, remind_at: later(600) });
        assert.equal(reminders.getFromState(id).id, id);
        const there = await until("the other device knows", () => tablet.client.reminders.getFromState(id));
        assert.isAbove(there.timeLeftMs, 500_000);
        await reminders.updateReminder({ messageId: id, remind_at: later(7200) });
        await until("the other device follows", () => tablet.client.reminders.getFromState(id).timeLeftMs > 3_600_000);
        await reminders.upsertReminder({ messageId: id, remind_at: null });
        await until("it becomes a bookmark", () => tablet.client.reminders.getFromState(id).remindAt === null);
        await reminders.deleteReminder(id);
        assert.notOk(reminders.getFromState(id));
        await until("it is gone everywhere", () => !tablet.client.reminders.getFromState(id));
        for (const { client } of [anna, tablet]) client.reminders.unregisterSubscriptions();
      },
    },
    {
      says: "reminders come with the messages of a channel, and page by page",
      covers: ["ReminderManager.hydrateState", "ReminderManager.queryNextReminders"],
      async run({ stage, anna, ben }) {
        const { id, cid } = await said(stage, [ben, anna]);
        await anna.client.createReminder({ messageId: id });
        const again = await stage.stranger("anna").connect();
        const { messages } = await again.client.channel(...cid.split(":")).query({ messages: { limit: 5 } });
        again.client.reminders.hydrateState(messages);
        assert.equal(again.client.reminders.getFromState(id).id, id);
        await again.client.reminders.queryNextReminders();
        assert.include(again.client.reminders.paginator.items.map((one) => one.message_id), id);
      },
    },
  ],
};
