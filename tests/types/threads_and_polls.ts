/** Compiles, never runs: threads, polls, their lists, and the stores that hold their state. */
import {
  type Channel, type LocalMessage, type MergedStateStore, Poll, type PollAnswer, type PollState, type PollVote, StateStore, StreamChat, Thread, type ThreadManagerState,
  type ThreadState, VotingVisibility, isVoteAnswer,
} from 'stream-chat-wasm';

const client = StreamChat.getInstance('key');

export async function threads(): Promise<LocalMessage[]> {
  const thread: Thread = await client.getThread('parent', { reply_limit: 5, participant_limit: 10, watch: true });
  const { threads: page, next } = await client.queryThreads({ filter: { channel_cid: { $in: ['messaging:x'] } }, sort: [{ has_unread: -1 }, { last_message_at: -1 }], limit: 10 });
  await client.queryThreads({ ...(next && { next }), sort: { created_at: 1 } });
  thread.registerSubscriptions();
  thread.activate();
  await thread.loadPrevPage({ limit: 20 });
  await thread.loadNextPage();
  const answer = await thread.queryReplies({ limit: 5, sort: [{ created_at: -1 }], id_lt: 'm' });
  const read = await thread.markAsRead({ force: true });
  thread.upsertReplyLocally({ message: answer.messages[0]!, timestampChanged: false });
  thread.deleteReplyLocally({ message: answer.messages[0]! });
  const channel: Channel = thread.channel;
  const unread: number = thread.ownUnreadCount;
  const stale: boolean = thread.hasStaleState;
  const { replies, replyCount, pagination, read: readers, createdAt, deletedAt }: ThreadState = thread.state.getLatestValue();
  const before: string | null = pagination.prevCursor;
  const lastRead: Date | undefined = readers['john']?.lastReadAt;
  console.log(page.length, read?.event.type, channel.cid, unread, stale, replyCount, before, lastRead, createdAt.getTime(), deletedAt?.getTime());
  thread.unregisterSubscriptions();
  return replies;
}

export async function listOfThreads(): Promise<void> {
  client.threads.registerSubscriptions();
  client.threads.activate();
  await client.threads.reload({ force: true });
  await client.threads.loadNextPage({ limit: 5 });
  const { threads: held, unreadThreadCount, unseenThreadIds, ready }: ThreadManagerState = client.threads.state.getLatestValue();
  const one: Thread | undefined = client.threads.threadsById['parent'];
  console.log(held.length, unreadThreadCount, unseenThreadIds.length, ready, one?.id);
  client.threads.unregisterSubscriptions();
}

export async function polls(): Promise<void> {
  const poll = await client.polls.createPoll({
    name: 'When?', options: [{ text: 'today' }], max_votes_allowed: 2, allow_answers: true, voting_visibility: VotingVisibility.anonymous,
  });
  if (!poll) return;
  const { vote_counts_by_option: counts, ownAnswer, ownVotesByOptionId, maxVotedOptionIds, lastActivityAt }: PollState = poll.data;
  const option = poll.data.options[0];
  const vote = option && (await poll.castVote(option.id, 'message'));
  if (vote) await poll.removeVote(vote.vote.id, 'message');
  await poll.addAnswer('never', 'message');
  await poll.createOption({ text: 'tomorrow' });
  const { votes } = await poll.queryOptionVotes({ filter: { option_id: 'o' }, sort: { created_at: -1 }, options: { limit: 10 } });
  const answers: PollAnswer[] = (await poll.queryAnswers({})).votes;
  const words: string[] = votes.filter(isVoteAnswer).map(({ answer_text }) => answer_text);
  const mine: PollVote | undefined = ownVotesByOptionId['o'];
  const { polls: found, next } = await client.polls.queryPolls({ is_closed: false }, [{ created_at: -1 }], { limit: 5 });
  const known: Poll | undefined = client.polls.fromState('id') ?? found[0];
  await poll.close();
  console.log(counts['o'], ownAnswer?.answer_text, mine, maxVotedOptionIds.length, lastActivityAt.getTime(), answers, words, known?.id, next);
}

export function stores(poll: Poll): void {
  const store = new StateStore<{ count: number; names: string[] }>({ count: 0, names: [] });
  const end: () => void = store.subscribe(({ count }, before) => console.log(count, before?.count));
  store.subscribeWithSelector(({ names }) => ({ names }), ({ names }) => console.log(names.length))();
  store.next((value) => ({ ...value, count: value.count + 1 }));
  store.partialNext({ count: 3 });
  store.addPreprocessor((next, before) => { next.count = Math.max(next.count, before?.count ?? 0); })();
  const both: MergedStateStore<{ count: number; names: string[] }, { open: boolean }> = store.merge(new StateStore<{ open: boolean }>({ open: true }));
  const { open, count }: { open: boolean; count: number } = both.getLatestValue();
  poll.state.subscribeWithSelector(({ name, vote_count }) => [name, vote_count] as const, ([name, votes]) => console.log(name, votes.toFixed()));
  console.log(open, count);
  end();
}

export const refused = async (poll: Poll, thread: Thread): Promise<void> => {
  // @ts-expect-error A poll has a name.
  await client.createPoll({ options: [{ text: 'today' }] });
  // @ts-expect-error Anonymous or public.
  await client.createPoll({ name: 'When?', voting_visibility: 'secret' });
  // @ts-expect-error An option has a text.
  await poll.createOption({ id: 'o' });
  // @ts-expect-error Threads are not sorted by their title.
  await client.queryThreads({ sort: { title: 1 } });
  // @ts-expect-error Replaced by `next`, never set.
  thread.state = new StateStore(thread.state.getLatestValue());
  // @ts-expect-error The store has no such field.
  thread.state.partialNext({ reply: [] });
  // @ts-expect-error Stores that share a field cannot be merged.
  new StateStore({ count: 1 }).merge(new StateStore({ count: 2 }));
  // @ts-expect-error The selected part has no such field.
  poll.state.subscribeWithSelector(({ name }) => ({ name }), ({ title }) => console.log(title));
};
