/** What a user lets the others of a channel know: own events, typing, how far it has read; and what it has not read. */
import { Endpoint } from '../endpoint.js';
import { Command, View } from '../core.js';
import type { APIResponse } from '../types/api.js';
import type { MarkReadOptions, MarkUnreadOptions } from '../types/channel.js';
import type { AIState } from '../types/channel_calls.js';
import type { Event, EventAPIResponse } from '../types/event.js';
import { ChannelMessages } from './messages.js';

/** Events, typing and reads of a channel. */
export abstract class ChannelActivity extends ChannelMessages {
  /** When `keystroke` was called last; undefined: never. */
  lastKeyStroke: Date | undefined;

  // Events and typing ------------------------------------------------------------------------------------------------

  /** Sends an event of an own type to those who watch the channel; it is not stored. */
  sendEvent(event: Event): Promise<EventAPIResponse> {
    return this.call(Endpoint.SendEvent, undefined, { event });
  }

  /** Tells what the assistant that writes this message is doing. */
  async updateAIState(messageId: string, state: AIState, options: { ai_message?: string } = {}): Promise<void> {
    await this.sendEvent({ ...options, type: 'ai_indicator.update', message_id: messageId, ai_state: state });
  }

  /** Tells that there is nothing to show of an assistant any more. */
  async clearAIIndicator(): Promise<void> {
    await this.sendEvent({ type: 'ai_indicator.clear' });
  }

  /** Tells the assistant to stop writing. */
  async stopAIResponse(): Promise<void> {
    await this.sendEvent({ type: 'ai_indicator.stop' });
  }

  /** Call on every key press: others learn that the user types, and that it stopped when no more calls come. */
  keystroke(parent_id?: string, options?: { user_id: string }): Promise<void> {
    this.lastKeyStroke = new Date();
    return this.command(Command.Keystroke, parent_id, options);
  }

  /** Others learn at once that the user stopped typing. */
  stopTyping(parent_id?: string, options?: { user_id: string }): Promise<void> {
    return this.command(Command.StopTyping, parent_id, options);
  }

  /** True while others believe that the own user types. */
  get isTyping(): boolean {
    return this.lastTypingEvent !== null;
  }

  /** When others were told last that the own user types; null while it does not. */
  get lastTypingEvent(): Date | null {
    const at = this.view<number | undefined>(View.OwnTyping, undefined);
    return at === undefined ? null : new Date(at);
  }

  // Reads ------------------------------------------------------------------------------------------------------------

  /** Marks the channel, or a thread in it, as read. Null: the channel has read events switched off. */
  markRead(data: MarkReadOptions = {}): Promise<EventAPIResponse | null> {
    return this.command(Command.MarkRead, data);
  }

  /** As `markRead`. */
  markAsReadRequest(data: MarkReadOptions = {}): Promise<EventAPIResponse | null> {
    return this.markRead(data);
  }

  /**
   * Counts the channel as read here, without telling anybody: for channels that have read events switched off. Gives the
   * event that listeners got, `message.read_locally`; undefined when no user is connected.
   */
  markReadLocally(): Event | undefined {
    const { user } = this.getClient();
    if (!user) return undefined;
    const now = new Date();
    const about = { cid: this.cid, channel_id: this.id, channel_type: this.type, team: this.data?.team };
    const last_read_message_id = this.lastMessage()?.id;
    const event = { type: 'message.read_locally', ...about, created_at: now.toISOString(), last_read_message_id, user, received_at: now } as Event;
    this.hear(event);
    return event;
  }

  /** Makes messages unread again, from the given one on. */
  markUnread(data: MarkUnreadOptions): Promise<APIResponse | null> {
    return this.call(Endpoint.MarkUnread, undefined, data);
  }

  /** Unread messages of the own user, or the loaded messages of others since `lastRead`. */
  countUnread(lastRead?: Date | null): number {
    return this.view(View.CountUnread, 0, lastRead?.getTime());
  }

  /** Loaded unread messages that mention the own user. 0 while the channel is muted; those of muted users do not count. */
  countUnreadMentions(): number {
    return this.view(View.UnreadMentions, 0, Date.now());
  }

  /** When the own user last read the channel; null when unknown, undefined when nobody is connected. */
  lastRead(): Date | null | undefined {
    const { userID } = this.getClient();
    return userID ? (this.state.read[userID]?.last_read ?? null) : undefined;
  }
}
