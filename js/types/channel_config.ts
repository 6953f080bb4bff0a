/** What a channel's type allows, its commands and its automatic moderation. What an app says of a channel: channel.ts. */
import type { CreatedAtUpdatedAt } from './api.js';
import type { CustomCommandData } from './custom.js';
import type { ChatPreferences, ChatLevelPushPreference } from './device.js';
import type { LiteralStringForUnion } from './generic.js';

/** Names of slash commands and of sets of them: the service's, those of `CustomCommandData`, and any an app has defined. */
export type CommandVariants =
  | 'all' | 'fun_set' | 'moderation_set' | 'giphy' | 'ban' | 'unban' | 'mute' | 'unmute' | keyof CustomCommandData | LiteralStringForUnion;

/** A slash command a channel offers: `/name args` at the beginning of a text. */
export interface CommandResponse extends Partial<CreatedAtUpdatedAt> {
  name?: CommandVariants;
  description?: string;
  args?: string;
  set?: string;
}

/** A slash command. */
export type Command = CommandResponse;

/** Who looks at new messages: nobody, lists of words, or a model. */
export type ChannelConfigAutomod = 'disabled' | 'simple' | 'AI';

/** What becomes of a message that is objected to: shown and reported, refused, or shown to its author alone. */
export type ChannelConfigAutomodBehavior = 'flag' | 'block' | 'shadow_block';

/** Who looks at new messages. */
export type Automod = ChannelConfigAutomod;

/** What becomes of a message that automatic moderation objects to. */
export type AutomodBehavior = ChannelConfigAutomodBehavior;

/** What becomes of a message that has a word of a list. */
export type BlocklistBehavior = ChannelConfigAutomodBehavior;

/** From which likelihood on, 0 to 1, a message is reported, or refused; by what it may be. */
export type Thresholds = Partial<Record<'explicit' | 'spam' | 'toxic', { block?: number; flag?: number }>>;

/** From which likelihood on automatic moderation acts. */
export type ChannelConfigAutomodThresholds = Thresholds | null;

/** A list of words that may not be written, and what becomes of messages that have one. */
export interface BlockListOptions {
  behavior: BlocklistBehavior;
  /** Name of the list. */
  blocklist: string;
}

/** Feature switches of a channel's type. */
export interface ChannelConfigFields {
  name?: string;
  typing_events?: boolean;
  read_events?: boolean;
  connect_events?: boolean;
  delivery_events?: boolean;
  custom_events?: boolean;
  search?: boolean;
  reactions?: boolean;
  replies?: boolean;
  quotes?: boolean;
  mutes?: boolean;
  uploads?: boolean;
  url_enrichment?: boolean;
  push_notifications?: boolean;
  /** Of which messages members are told by push, unless they chose otherwise. */
  push_level?: Exclude<ChatLevelPushPreference, 'default'>;
  chat_preferences?: ChatPreferences;
  reminders?: boolean;
  user_message_reminders?: boolean;
  polls?: boolean;
  shared_locations?: boolean;
  count_messages?: boolean;
  mark_messages_pending?: boolean;
  skip_last_msg_update_for_system_msgs?: boolean;
  /** Characters, default 5 000. */
  max_message_length?: number;
  message_retention?: string;
  automod?: ChannelConfigAutomod;
  automod_behavior?: ChannelConfigAutomodBehavior;
  automod_thresholds?: ChannelConfigAutomodThresholds;
  /** Name of a list of words that may not be written. */
  blocklist?: string;
  blocklist_behavior?: BlocklistBehavior;
  blocklists?: BlockListOptions[];
  /** Reasons that a flag may have; absent: any. */
  allowed_flag_reasons?: string[];
  /** Rights by role. */
  grants?: Record<string, string[]>;
}

/** The switches, with commands by their names. */
export interface ChannelConfig extends ChannelConfigFields, Partial<CreatedAtUpdatedAt> {
  commands?: CommandVariants[];
}

/** The switches, with commands as they are offered. */
export interface ChannelConfigWithInfo extends ChannelConfigFields, Partial<CreatedAtUpdatedAt> {
  commands?: CommandResponse[];
}

/** Switches by cid, of the channels that a client knows. */
export type Configs = Record<string, ChannelConfigWithInfo | undefined>;
