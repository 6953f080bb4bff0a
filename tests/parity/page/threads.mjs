/** Owns the tour's chapter on threads as lists of their own: the SDK's threads and their manager. Replies: replies.mjs. */
import { assert, texts, until } from "./checks.mjs";

const said = async (channel, message) => (await channel.sendMessage(message)).message;

/** A thread that Anna began and Ben answered in, with Anna's view of it. */
async function discussion({ stage, anna, ben }, answers = ["first answer"]) {
  const [hers, his] = await stage.room([anna, ben]);
  const parent = await said(hers, { text: "question" });
  for (const text of answers) await said(his, { text, parent_id: parent.id });
  return { hers, his, parent };
}

const state = (thread) => thread.state.getLatestValue();

export default {
  title: "Threads",
  people: ["anna", "ben"],
  steps: [
    {
      says: "one's threads are listed, the unread ones first",
      covers: ["StreamChat.queryThreads"],
      async run(cast) {
        const one = await discussion(cast);
        const two = await discussion(cast, ["a", "b"]);
        const { threads } = await cast.anna.client.queryThreads({ limit: 10, reply_limit: 5 });
        const ids = threads.map(({ id }) => id);
        assert.includeMembers(ids, [one.parent.id, two.parent.id]);
        const second = threads[ids.indexOf(two.parent.id)];
        assert.deepEqual(texts(state(second).replies), ["a", "b"]);
        assert.equal(second.ownUnreadCount, 2);
        assert.equal(second.channel.cid, two.hers.cid);
        const page = await cast.anna.client.queryThreads({ limit: 1 });
        assert.isString(page.next);
        const rest = await cast.anna.client.queryThreads({ limit: 1, next: page.next });
        assert.notEqual(rest.threads[0].id, page.threads[0].id);
      },
    },
    {
      says: "a thread is opened with its replies, and follows new ones",
      covers: ["StreamChat.getThread", "Thread.registerSubscriptions", "Thread.unregisterSubscriptions", "Thread.activate", "Thread.deactivate"],
      async run(cast) {
        const { his, parent } = await discussion(cast);
        const thread = await cast.anna.client.getThread(parent.id, { watch: true, reply_limit: 10 });
        assert.equal(state(thread).parentMessage.text, "question");
        assert.deepEqual(texts(state(thread).replies), ["first answer"]);
        thread.registerSubscriptions();
        await said(his, { text: "second answer", parent_id: parent.id });
        await until("the reply arrives", () => state(thread).replies.length === 2);
        assert.equal(thread.ownUnreadCount, 2);
        await until("the count follows", () => state(thread).replyCount === 2);
        thread.activate();
        await until("an open thread is read", () => thread.ownUnreadCount === 0);
        await cast.ben.hears("message.read", ({ thread: read }) => read?.parent_message_id === parent.id);
        thread.deactivate();
        thread.unregisterSubscriptions();
      },
    },
    {
      says: "a thread is read apart from its channel",
      covers: ["Thread.markAsRead", "Channel.markUnread"],
      async run(cast) {
        const { hers, his, parent } = await discussion(cast);
        const { anna } = cast;
        await said(his, { text: "to the channel" });
        await anna.hears("message.new", ({ message }) => message.text === "to the channel");
        assert.equal((await anna.hears("notification.thread_message_new")).thread_id, parent.id);
        const thread = await anna.client.getThread(parent.id);
        const before = await anna.client.getUnreadCount();
        assert.deepInclude(before.threads.map((one) => [one.parent_message_id, one.unread_count]), [parent.id, 1]);
        await thread.markAsRead();
        const event = await anna.hears("notification.mark_read", ({ thread_id: id }) => id === parent.id);
        assert.equal(event.unread_threads, before.total_unread_threads_count - 1);
        assert.equal(hers.countUnread(), 1);
        const after = await anna.client.getUnreadCount();
        assert.equal(after.total_unread_threads_count, before.total_unread_threads_count - 1);
        await hers.markUnread({ thread_id: parent.id });
        await anna.hears("notification.mark_unread", ({ thread_id: id }) => id === parent.id);
        assert.equal((await anna.client.getUnreadCount()).total_unread_threads_count, before.total_unread_threads_count);
      },
    },
    {
      says: "a thread has a title and custom data",
      covers: ["StreamChat.partialUpdateThread"],
      async run(cast) {
        const { parent } = await discussion(cast);
        const { thread } = await cast.anna.client.partialUpdateThread(parent.id, { set: { title: "Q and A", topic: "cake" } });
        assert.include(thread, { title: "Q and A", topic: "cake", parent_message_id: parent.id });
        assert.equal((await cast.ben.hears("thread.updated")).thread.title, "Q and A");
        const again = await cast.ben.client.getThread(parent.id);
        assert.equal(state(again).title, "Q and A");
        const unset = await cast.anna.client.partialUpdateThread(parent.id, { unset: ["topic"] });
        assert.notProperty(unset.thread, "topic");
      },
    },
    {
      says: "older replies come page by page",
      covers: ["Thread.loadPrevPage", "Thread.queryReplies", "Thread.reload"],
      async run(cast) {
        const answers = ["1", "2", "3", "4", "5"];
        const { parent } = await discussion(cast, answers);
        const thread = await cast.anna.client.getThread(parent.id, { reply_limit: 2 });
        assert.deepEqual(texts(state(thread).replies), ["4", "5"]);
        await thread.loadPrevPage({ limit: 2 });
        assert.deepEqual(texts(state(thread).replies), ["2", "3", "4", "5"]);
        await thread.loadPrevPage({ limit: 2 });
        assert.deepEqual(texts(state(thread).replies), answers);
        const { messages } = await thread.queryReplies({ limit: 3 });
        assert.deepEqual(texts(messages), ["3", "4", "5"]);
        await thread.reload();
        assert.equal(state(thread).replyCount, 5);
      },
    },
    {
      says: "the list of threads keeps itself up to date",
      covers: [
        "ThreadManager.activate", "ThreadManager.registerSubscriptions", "ThreadManager.reload", "ThreadManager.loadNextPage",
        "ThreadManager.queryThreads", "ThreadManager.deactivate", "ThreadManager.unregisterSubscriptions", "ThreadManager.resetState",
      ],
      async run(cast) {
        const { threads } = cast.anna.client;
        const list = () => threads.state.getLatestValue();
        threads.registerSubscriptions();
        threads.activate();
        await until("the list is loaded", () => list().ready && list().threads.length > 0);
        const before = list().threads.length;
        const { parent } = await discussion(cast);
        await until("the new thread is announced", () => list().unseenThreadIds.includes(parent.id));
        assert.isAbove(list().unreadThreadCount, 0);
        await threads.reload();
        assert.include(list().threads.map(({ id }) => id), parent.id);
        assert.lengthOf(list().threads, before + 1);
        assert.deepEqual(list().unseenThreadIds, []);
        await threads.loadNextPage();
        const { threads: queried } = await threads.queryThreads({ limit: 1 });
        assert.lengthOf(queried, 1);
        threads.deactivate();
        threads.unregisterSubscriptions();
        threads.resetState();
        assert.deepEqual(list().threads, []);
      },
    },
  ],
};
