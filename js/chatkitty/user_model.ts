/** Users as apps hold them, made of Stream's. Nothing of a model is changed once it is handed out. */
import type { UserResponse } from '../index.js';
import { numberOf } from './ids.js';
import type { Properties, User } from './models.js';
import { usernameOf } from './usernames.js';

/** What this facade writes on users, channels and messages. */
export interface OwnFields {
  /** Number of the object, so that it can be found by it. */
  ck_id?: number;
  /** The name of a user, where the id does not tell. */
  ck_username?: string;
  /** The kind of a channel. */
  ck_type?: string;
  /** The properties of the object. */
  properties?: Properties;
  /** What a user says about being there. */
  presence_status?: string;
  /** The group of a message. */
  groupTag?: string;
}

/** Fields of Stream's own on users, channels and messages; what else there is, is the app's. */
const BUILT_IN = new Set((
  'id name image role language teams online invisible banned shadow_banned ban_expires created_at updated_at last_active ' +
  'deleted_at deactivated_at blocked_user_ids privacy_settings mutes channel_mutes devices total_unread_count unread_count ' +
  'unread_channels unread_threads type cid team frozen cooldown auto_translation_enabled ' +
  'filter_tags disabled created_by truncated_at truncated_by last_message_at member_count message_count members hidden ' +
  'hide_messages_before blocked muted config own_capabilities text attachments parent_id show_in_channel quoted_message_id ' +
  'quoted_message silent pinned poll_id poll mml restricted_visibility mentioned_channel mentioned_here user html mentioned_users ' +
  'latest_reactions own_reactions reaction_counts reaction_scores reaction_groups reply_count deleted_reply_count ' +
  'thread_participants pinned_by pin_expires pinned_at shadowed message_text_updated_at command args i18n member channel status ' +
  'error moderation groupTag presence_status ck_id ck_type ck_username ck_thread'
).split(' '));

/** The properties of an object: those that were set here, else the fields that are not Stream's own. As a copy. */
export function propertiesOf(object: OwnFields): Properties {
  const own = object.properties ?? Object.fromEntries(Object.entries(object).filter(([name]) => !BUILT_IN.has(name)));
  return copy(own) as Properties;
}

/** A copy of plain data. */
export const copy = <Data>(data: Data): Data => JSON.parse(JSON.stringify(data)) as Data;

/** A time as text. */
export const timeText = (time: string | Date | null | undefined): string => new Date(time ?? 0).toISOString();

/** The name of a user. */
export const nameOf = (user: UserResponse & OwnFields): string => user.ck_username ?? usernameOf(user.id);

/** A picture in a colour of the user's own. */
const generatedPicture = (number: number): string =>
  `data:image/svg+xml,%3Csvg xmlns='http://www.w3.org/2000/svg'%3E%3Crect width='999' height='999' fill='hsl(${number % 360} 45%25 45%25)'/%3E%3C/svg%3E`;

/** The model of a user; of one of whom nothing but the id is known, if need be. */
export function userModelOf(given: UserResponse | null | undefined, id = ''): User {
  const user: UserResponse & OwnFields = given ?? { id };
  const number = numberOf(user.id);
  const name = nameOf(user);
  const online = user.online ?? false;
  const displayName = user.name || name;
  return {
    id: number,
    name,
    displayName,
    displayPictureUrl: user.image || generatedPicture(number),
    isGuest: user.role === 'guest',
    presence: { status: user.presence_status ?? (online ? 'AVAILABLE' : 'UNAVAILABLE'), online },
    properties: propertiesOf(user),
    _stream: { id: user.id },
  };
}
