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

/** Fields of Stream's own; what else a user has is the app's. */
const BUILT_IN = [
  'id', 'name', 'image', 'role', 'language', 'teams', 'teams_role', 'online', 'invisible', 'banned', 'shadow_banned', 'ban_expires',
  'created_at', 'updated_at', 'last_active', 'deleted_at', 'deactivated_at', 'avg_response_time', 'blocked_user_ids', 'privacy_settings',
  'anon', 'mutes', 'channel_mutes', 'devices', 'total_unread_count', 'unread_count', 'unread_channels', 'unread_threads',
  'total_unread_count_by_team', 'push_preferences', 'latest_hidden_channels', 'ck_id', 'ck_username', 'presence_status',
];

/** The properties of an object: those that were set here, else the fields that are not Stream's own. As a copy. */
export function propertiesOf(object: object, builtIn: readonly string[]): Properties {
  const { properties } = object as OwnFields;
  const own = properties && typeof properties === 'object' ? properties : Object.fromEntries(Object.entries(object).filter(([name]) => !builtIn.includes(name)));
  return JSON.parse(JSON.stringify(own)) as Properties;
}

/** A time as text. */
export const timeText = (time: string | Date | null | undefined): string => new Date(time ?? 0).toISOString();

/** The name of a user. */
export const nameOf = (user: UserResponse & OwnFields): string => user.ck_username ?? usernameOf(user.id);

/** A picture with the first letter of a name, in a colour of the name's own. */
function generatedPicture(name: string, number: number): string {
  const letter = encodeURIComponent(Array.from(name)[0]?.toUpperCase() ?? '').replace(/'/g, '%27');
  return `data:image/svg+xml,%3Csvg xmlns='http://www.w3.org/2000/svg' viewBox='0 0 64 64'%3E%3Crect width='64' height='64' fill='hsl(${number % 360} 45%25 45%25)'/%3E%3Ctext x='32' y='43' font-family='sans-serif' font-size='32' text-anchor='middle' fill='white'%3E${letter}%3C/text%3E%3C/svg%3E`;
}

/** The model of a user. */
export function userModel(user: UserResponse & OwnFields): User {
  const id = numberOf(user.id);
  const name = nameOf(user);
  const online = user.online ?? false;
  const displayName = user.name || name;
  return {
    id,
    name,
    displayName,
    displayPictureUrl: user.image || generatedPicture(displayName, id),
    isGuest: user.role === 'guest',
    presence: { status: user.presence_status ?? (online ? 'AVAILABLE' : 'UNAVAILABLE'), online },
    properties: propertiesOf(user, BUILT_IN),
    _stream: { id: user.id },
  };
}

/** A user of whom nothing but the id is known. */
export const userModelOf = (user: UserResponse | null | undefined, id = ''): User => userModel(user ?? { id });
