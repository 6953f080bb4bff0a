/**
 * Where the service is, for an app whose code names a key and nothing else. Imported before that code; on a real service the
 * app's own backend checks what was typed and makes the token.
 */
import { localService, localToken } from "../service.js";

/** The key that the local server has, which stands in for the one in the app's code. */
const local = await localService();

Object.assign(globalThis, {
  CHATKITTY_CONFIG: {
    ...(local && { baseUrl: local.baseUrl, apiKeys: { "kitty-demo": local.apiKey } }),
    tokenProvider: async ({ userId, authParams }: { userId: string; authParams?: { password: string } }) => {
      if (!authParams) return {};
      if (authParams.password.length < 3) throw new Error("The password is wrong: here it is any of three letters or more.");
      return localToken(userId);
    },
  },
});
