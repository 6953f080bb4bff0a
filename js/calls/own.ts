/** Calls about what the own user keeps: devices, push preferences, drafts, reminders, shared locations. */
import { Endpoint } from '../endpoint.js';
import { sortParams } from '../parameters.js';
import type { APIResponse } from '../types/api.js';
import type * as D from '../types/device.js';
import type * as R from '../types/reminder.js';
import { onBehalf } from './call.js';
import { PollCalls } from './polls.js';

/** Calls about what the own user keeps. */
export abstract class OwnCalls extends PollCalls {
  /** Registers a device for push messages. */
  addDevice(id: string, push_provider: D.PushProvider, userID?: string, push_provider_name?: string): Promise<APIResponse> {
    return this.link.call(Endpoint.CreateDevice, [], undefined, { id, push_provider, ...onBehalf(userID), ...(push_provider_name && { push_provider_name }) });
  }

  /** The registered devices of the own user. */
  getDevices(userID?: string): Promise<D.DevicesAPIResponse> {
    return this.link.call(Endpoint.ListDevices, [], onBehalf(userID));
  }

  /** Ends push messages to a device, by the id it was registered with. */
  removeDevice(id: string, userID?: string): Promise<APIResponse> {
    return this.link.call(Endpoint.DeleteDevice, [], { id, ...onBehalf(userID) });
  }

  /** About what the own user is told: for all channels, or for one each. */
  setPushPreferences(preferences: D.PushPreference[]): Promise<D.UpsertPushPreferencesResponse> {
    return this.link.call(Endpoint.UpdatePushNotificationPreferences, [], undefined, { preferences });
  }

  /** The own drafts. */
  queryDrafts(options: R.QueryDraftsOptions = {}): Promise<R.QueryDraftsResponse> {
    return this.link.call(Endpoint.QueryDrafts, [], undefined, sorted(options));
  }

  /** Keeps a message for later, or reminds of it. */
  createReminder({ messageId, ...options }: R.CreateReminderOptions): Promise<R.ReminderAPIResponse> {
    return this.link.call(Endpoint.CreateReminder, [messageId], undefined, options);
  }

  /** Sets another time for a reminder, or null for none. */
  updateReminder({ messageId, ...options }: R.UpdateReminderOptions): Promise<R.ReminderAPIResponse> {
    return this.link.call(Endpoint.UpdateReminder, [messageId], undefined, options);
  }

  /** Ends a reminder, by the id of its message. */
  deleteReminder(messageId: string, userId?: string): Promise<APIResponse> {
    return this.link.call(Endpoint.DeleteReminder, [messageId], onBehalf(userId));
  }

  /** The own reminders, page by page. */
  queryReminders(options: R.QueryRemindersOptions = {}): Promise<R.QueryRemindersResponse> {
    return this.link.call(Endpoint.QueryReminders, [], undefined, sorted(options));
  }

  /** The live locations the own user shares now. */
  getSharedLocations(): Promise<R.ActiveLiveLocationsAPIResponse> {
    return this.link.call(Endpoint.GetUserLiveLocations);
  }

  /** Moves a live location, or with `end_at` ends it. */
  updateLocation(location: R.UpdateLocationPayload): Promise<R.SharedLocationResponse> {
    return this.link.call(Endpoint.UpdateLiveLocation, [], undefined, location);
  }
}

/** Options with their sort as the service takes it. */
const sorted = ({ sort, ...rest }: { sort?: object }): object => ({ ...rest, ...(sort && { sort: sortParams(sort) }) });
