/** All polls of a client as objects: makes them, finds them by id and hands events to them. */
import type { StreamChat } from './client.js';
import { Poll } from './poll.js';
import { WithSubscriptions } from './with_subscriptions.js';
import type { EventHandler } from './types/event.js';
import type { LocalMessage, MessageResponse } from './types/message.js';
import type * as P from './types/poll.js';

/** The polls a client has met. Polls of loaded messages are there by themselves; `registerSubscriptions` keeps them up to date. */
export class PollManager extends WithSubscriptions {
  readonly #client: StreamChat;
  readonly #polls = new Map<string, Poll>();

  /** Made with its client. */
  constructor({ client }: { client: StreamChat }) {
    super();
    this.#client = client;
  }

  /** Polls by id. */
  get data(): Map<string, Poll> {
    return this.#polls;
  }

  /** The poll with that id, if it has been met. */
  fromState = (id: string): Poll | undefined => this.#polls.get(id);

  /** Takes polls of new messages, and hands their events to all. A second call does nothing. */
  registerSubscriptions = (): void => {
    if (this.hasSubscriptions) return;
    const hear = (type: string, take: EventHandler) =>
      this.addUnsubscribeFunction(this.#client.on(type, take).unsubscribe);
    hear('message.new', ({ message }) => message && this.hydratePollCache([message]));
    hear('poll.updated', (event) => this.#of(event.poll)?.handlePollUpdated(event));
    hear('poll.closed', (event) => this.#of(event.poll)?.handlePollClosed(event));
    hear('poll.vote_casted', (event) => this.#of(event.poll)?.handleVoteCasted(event));
    hear('poll.vote_changed', (event) => this.#of(event.poll)?.handleVoteChanged(event));
    hear('poll.vote_removed', (event) => this.#of(event.poll)?.handleVoteRemoved(event));
  };

  /** Makes a poll, to be sent with a message. */
  createPoll = async (poll: P.CreatePollData): Promise<Poll | undefined> => this.#take((await this.#client.createPoll(poll)).poll, false);

  /** The poll with that id: at once if it has been met, and then asked for all the same, to bring it up to date. */
  getPoll = async (id: string): Promise<Poll | undefined> => {
    const known = this.#polls.get(id);
    const asked = this.#client.getPoll(id).then(({ poll }) => this.#take(poll, true));
    if (!known) return asked;
    // The caller has the poll; that it could not be refreshed shows in the log.
    asked.catch((error: unknown) => this.#client.logger('warn', 'polls: a poll could not be refreshed', { error }));
    return known;
  };

  /** Finds polls. */
  queryPolls = async (
    filter: P.QueryPollsFilters, sort: P.PollSort = [], options: P.QueryPollsOptions = {},
  ): Promise<{ polls: Array<Poll | undefined>; next: string | undefined }> => {
    const { polls, next } = await this.#client.queryPolls(filter, sort, options);
    return { polls: polls.map((poll) => this.#take(poll, true)), next };
  };

  /** Takes the polls of messages. `overwriteState`: also of polls that are there already; for answers to the own user. */
  hydratePollCache = (messages: LocalMessage[] | MessageResponse[], overwriteState = false): void => {
    for (const { poll } of messages) if (poll) this.#take(poll, overwriteState);
  };

  #of(poll: P.PollResponse | undefined): Poll | undefined {
    return poll && this.#polls.get(poll.id);
  }

  #take(poll: P.PollResponse, overwrite: boolean): Poll {
    const known = this.#polls.get(poll.id);
    if (known && overwrite) known.reinitializeState(poll);
    const held = known ?? new Poll({ client: this.#client, poll });
    this.#polls.set(poll.id, held);
    return held;
  }
}
