/** Who uses this tab: kept for a reload, connected through the package. Two tabs can be two people. */
import { StreamChat } from "stream-chat-wasm";
import { localToken, type Service } from "./service.js";

/** The three ways in. `own` is a service of one's own, with a token made elsewhere. */
export type SignIn =
  | { kind: "demo"; service: Service; user: { id: string; name: string } }
  | { kind: "guest"; service: Service; user: { id: string; name: string }; known: boolean }
  | { kind: "own"; service: Service; user: { id: string }; token: string };

/** `sessionStorage`, so that it ends with the tab; a token of one's own is kept nowhere else. */
const KEY = "chat-demo:session";

export function saveSession(signIn: SignIn): void {
  sessionStorage.setItem(KEY, JSON.stringify(signIn));
}

export function clearSession(): void {
  sessionStorage.removeItem(KEY);
}

export function savedSession(): SignIn | undefined {
  try {
    const saved = JSON.parse(sessionStorage.getItem(KEY) ?? "null") as SignIn | null;
    return saved?.service && saved.user ? saved : undefined;
  } catch {
    return undefined;
  }
}

/** There is one client per page; it belongs to the service it was made for. */
let madeFor: Service | undefined;

/** True when this page already talks to another service: only a fresh page can change that. */
export function needsFreshPage(service: Service): boolean {
  return !!madeFor && (madeFor.apiKey !== service.apiKey || madeFor.baseUrl !== service.baseUrl);
}

export function clientFor(service: Service): StreamChat {
  madeFor = service;
  return StreamChat.getInstance(service.apiKey, {
    baseURL: service.baseUrl,
    optimisticUpdates: true,
    enableWSFallback: true,
  });
}

/** Connects, and remembers it for a reload. */
export async function connect(client: StreamChat, signIn: SignIn): Promise<void> {
  const { user } = signIn;
  if (signIn.kind === "own") {
    await client.connectUser(user, signIn.token);
    saveSession(signIn);
  } else if (signIn.kind === "guest" && !signIn.known) {
    await client.setGuestUser(user);
    // The service chooses the guest's real id; the same guest comes back after a reload.
    saveSession({ ...signIn, user: { ...signIn.user, id: client.userID ?? user.id }, known: true });
  } else {
    await client.connectUser(user, () => localToken(user.id));
    saveSession(signIn);
  }
}
