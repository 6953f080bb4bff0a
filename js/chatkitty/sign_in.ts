/** Who a user is in Stream's service, and with which token: from the app's backend, as a guest, or in development. */
import type { TokenOrProvider } from '../index.js';
import type { Settings, TokenAnswer, TokenExchange } from './configuration.js';
import { AccessDeniedError, ChatKittyConnectionError, ClientError, errorFrom } from './errors.js';
import { userIdOf } from './usernames.js';

/** What `startSession` takes. */
export interface StartSessionRequest {
  /** The unique name of the user. */
  username: string;
  /** What the app's backend checks; it goes there and nowhere else. Absent: the user becomes a guest. */
  authParams?: unknown;
}

/** A user as the client connects it. */
export interface Identity {
  userId: string;
  token: TokenOrProvider;
  /** Fields that the user shall have. */
  user?: Record<string, unknown>;
  /** Forgets what was kept on this device; present if something was. */
  forget?: () => void;
}

/** Asks the service, or the app's backend, for something. */
async function post(url: string, body: unknown, headers?: Record<string, string>): Promise<Record<string, unknown>> {
  const response = await fetch(url, { method: 'POST', headers: { 'Content-Type': 'application/json', ...headers }, body: JSON.stringify(body) })
    .catch((): never => { throw new ChatKittyConnectionError('The address cannot be reached.'); });
  const answer = (await response.json().catch(() => ({}))) as Record<string, unknown>;
  if (response.ok) return answer;
  throw errorFrom({ message: `${answer['message'] ?? `Status ${response.status}`}`, status: response.status });
}

/** The way to tokens that the app has configured; what it throws refuses the user. */
function exchangeOf({ tokenProvider, authUrl }: Settings): TokenExchange | undefined {
  if (!tokenProvider) return authUrl ? (request) => post(authUrl, request) : undefined;
  return async (request) => {
    try {
      return await tokenProvider(request);
    } catch (cause) {
      throw new AccessDeniedError((cause as { message?: string } | null)?.message || 'The tokenProvider refused.');
    }
  };
}

/** Finds out who the user is. `baseUrl`: where the service is. */
export async function identify({ username, authParams }: StartSessionRequest, apiKey: string, settings: Settings, baseUrl: string): Promise<Identity> {
  const userId = userIdOf(username);
  const exchange = exchangeOf(settings);
  const ask = async (): Promise<TokenAnswer> => {
    const answer = await exchange?.({ apiKey, username, userId, authParams });
    return typeof answer === 'string' ? { token: answer } : (answer ?? {});
  };
  const first = await ask();
  if (first.token) {
    let fresh: string | null | undefined = first.token;
    const renewed = async (): Promise<string> => {
      const token = fresh ?? (await ask()).token;
      fresh = undefined;
      if (!token) throw new AccessDeniedError('There is no new token.');
      return token;
    };
    return { userId: first.userId ?? userId, token: settings.forgetAuthParams ? first.token : renewed, ...(first.user && { user: first.user }) };
  }
  if (authParams !== undefined) {
    throw exchange ? new AccessDeniedError('There is no token.') : new ClientError('authParams need a tokenProvider or authUrl.');
  }
  if (settings.guest === 'devToken') return { userId, token: null };
  if (settings.guest === 'off') throw new AccessDeniedError('authParams are missing.');
  return guest(username, userId, settings, baseUrl);
}

/** Where none is allowed, a name is another guest with each session. */
function storage(): Storage | undefined {
  try {
    return globalThis.localStorage;
  } catch {
    return undefined;
  }
}

/** A service may give a guest another id than asked for, so the same name needs what it got before. */
async function guest(username: string, userId: string, { key }: Settings, baseUrl: string): Promise<Identity> {
  const place = `chatkitty-guest:${key}:${username}`;
  const text = storage()?.getItem(place);
  if (text) return { ...(JSON.parse(text) as Identity), forget: () => storage()?.setItem(place, '') };
  const { user, access_token: token } = (await post(`${baseUrl}/guest?api_key=${encodeURIComponent(key)}`, { user: { id: userId } }, { 'stream-auth-type': 'anonymous' })) as { user: { id: string }; access_token: string };
  storage()?.setItem(place, JSON.stringify({ userId: user.id, token }));
  return { userId: user.id, token };
}
