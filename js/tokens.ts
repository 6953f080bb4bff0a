/** The token the client has, as apps see it. The core decides when another one is needed and whether one is good. */
import { ChatError } from './errors.js';
import { UserFromToken } from './text.js';
import type { TokenOrProvider, UserResponse } from './types/user.js';

const NOT_SET = "Both secret and user tokens are not set. Either client.connectUser wasn't called or client.disconnect was called";

/** The token of the own user, as `client.tokenManager`. Asking for a new one when it has expired is not its task. */
export class TokenManager {
  /** The latest `loadToken`; null before the first. */
  loadTokenPromise: Promise<string> | null = null;
  /** The present token; undefined until one was given or loaded, and for anonymous users. */
  token?: string;
  /** What gives tokens, when it is a function. */
  tokenProvider?: TokenOrProvider;
  /** Whether the token is fixed, or comes from a function. */
  type: 'static' | 'provider' = 'static';
  /** Whose token it is. */
  user?: UserResponse;

  /** Keeps a token, or a function and the first token it gives. Rejects for one `validateToken` refuses. */
  setTokenOrProvider = async (tokenOrProvider: TokenOrProvider, user: UserResponse): Promise<void> => {
    this.validateToken(tokenOrProvider, user);
    this.user = user;
    if (typeof tokenOrProvider === 'function') {
      this.tokenProvider = tokenOrProvider;
      this.type = 'provider';
    } else {
      if (typeof tokenOrProvider === 'string') this.token = tokenOrProvider;
      this.type = 'static';
    }
    await this.loadToken();
  };

  /** Forgets everything. */
  reset = (): void => {
    delete this.token;
    delete this.tokenProvider;
    delete this.user;
    this.type = 'static';
    this.loadTokenPromise = null;
  };

  /** Throws for what cannot be a token of the user, with the codes of docs/errors.md. A function is believed. */
  validateToken = (tokenOrProvider: TokenOrProvider, user: UserResponse): void => {
    if (user?.anon && !tokenOrProvider) return;
    if (!tokenOrProvider) throw new ChatError('User token can not be empty', { code: 'token/malformed' });
    if (typeof tokenOrProvider !== 'string' && typeof tokenOrProvider !== 'function') throw new ChatError('user token should either be a string or a function', { code: 'token/malformed' });
    if (typeof tokenOrProvider === 'string' && userOf(tokenOrProvider) !== user.id) {
      throw new ChatError('userToken does not have a user_id or is not matching with user.id', { code: 'token/foreign' });
    }
  };

  /** The token that is being loaded, or was; null when none was asked for. */
  tokenReady = (): Promise<string> | null => this.loadTokenPromise;

  /** Asks the function for a token, or gives the fixed one. */
  loadToken = (): Promise<string> => {
    const provider = this.tokenProvider;
    const load = async (): Promise<string> => {
      if (typeof provider !== 'function') return this.token as string;
      try {
        return (this.token = await provider());
      } catch (cause) {
        throw new ChatError(`Call to tokenProvider failed with message: ${cause}`, { code: 'token/provider-failed', cause });
      }
    };
    return (this.loadTokenPromise = load());
  };

  /** The present token. Throws `client/not-connected` when there is none. */
  getToken = (): string | undefined => {
    if (this.token || this.user?.anon) return this.token;
    throw new ChatError(NOT_SET, { code: 'client/not-connected' });
  };

  /** True: the token stays; false: it comes from a function. */
  isStatic = (): boolean => this.type === 'static';
}

/** Whose token it is; undefined for what is none. */
function userOf(token: string): string | undefined {
  try {
    return UserFromToken(token);
  } catch {
    return undefined;
  }
}

/** What the core is given in place of the app's token or function, so that the client's `TokenManager` knows each token. */
export function observed(tokens: TokenManager, user: UserResponse, source: TokenOrProvider): TokenOrProvider {
  tokens.reset();
  tokens.user = user;
  if (typeof source !== 'function') {
    if (typeof source === 'string') tokens.token = source;
    tokens.loadTokenPromise = Promise.resolve(source as string);
    return source;
  }
  tokens.type = 'provider';
  tokens.tokenProvider = source;
  return () => {
    const loading = (async () => source())();
    tokens.loadTokenPromise = loading;
    loading.then((token) => { tokens.token = token; }, () => undefined);
    return loading;
  };
}
