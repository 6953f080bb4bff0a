/**
 * Owns the app that the packaging tests build in different ways: it connects to the local server, sends a message and
 * reports. Its server and user come from the page's address.
 */

/** @param from what to import `StreamChat` from. @param load an expression to run first, for entries that need one. */
export const main = (from, load = "") => `
import { StreamChat } from "${from}";
const wanted = new URLSearchParams(location.search);
const [key, baseURL, id] = ["key", "server", "user"].map((name) => wanted.get(name));
${load}
const client = StreamChat.getInstance(key, { baseURL });
const { token } = await (await fetch(baseURL + "/_dev/token?user_id=" + id)).json();
await client.connectUser({ id }, token);
const channel = client.channel("messaging", "packaging-" + id);
await channel.watch();
// The list changes with the server's event, which may come after the answer.
const shown = new Promise((resolve) => channel.on("message.new", resolve));
await channel.sendMessage({ text: "hello" });
await shown;
globalThis.report = { userID: client.userID, texts: channel.state.messages.map((message) => message.text) };
`;

export const page = (script) =>
  `<!doctype html><html lang="en"><meta charset="utf-8"><title>app</title><link rel="icon" href="data:,"><script type="module" src="${script}"></script></html>`;

/** The address that makes the app talk to a server as a user. */
export const addressOf = (url, server, user) =>
  `${url}?${new URLSearchParams({ key: server.api_key, server: server.url, user })}`;

/** What the app reports when all is well. */
export const wellFor = (user) => ({ userID: user, texts: ["hello"] });
