/** A small chat written as the documentation of the ChatKitty SDK shows it: sessions, channels, chat sessions, notifications. */
import "./configuration.js";
import ChatKitty, { type Channel, type ChatSession, type Message, type User } from "chatkitty";
import { field, fill, item, messageRow, part } from "./parts.js";

const kitty = ChatKitty.getInstance("kitty-demo");

let session: ChatSession | undefined;
const unread = new Set<number>();

// The user ------------------------------------------------------------------------------------------------------------

kitty.onCurrentUserChanged((user) => {
  part("signin").hidden = user !== null;
  part("chat").hidden = user === null;
  part("me").textContent = user?.displayName ?? "";
});

part("signin").addEventListener("submit", async (event) => {
  event.preventDefault();
  const password = field("password").value;
  const result = await kitty.startSession({ username: field("username").value, ...(password && { authParams: { password } }) });
  (document.querySelector(".problem") as HTMLElement).textContent = result.failed ? result.error.message : "";
  if (result.succeeded) await showChannels();
});

part("leave").addEventListener("click", () => {
  session?.end();
  session = undefined;
  fill("messages", []);
  fill("members", []);
  part("title").textContent = "Choose a channel";
  kitty.endSession();
});

// Channels ------------------------------------------------------------------------------------------------------------

async function showChannels(): Promise<void> {
  const [mine, others] = await Promise.all([kitty.getChannels(), kitty.getChannels({ joinable: true })]);
  const channels = mine.succeeded ? mine.paginator.items : [];
  for (const channel of channels) {
    const result = await kitty.getChannelUnread({ channel });
    if (result.succeeded && result.unread) unread.add(channel.id);
  }
  fill("channels", channels.map((channel) => item(`${unread.has(channel.id) ? "● " : ""}${channel.displayName}`, () => void open(channel), session?.channel.id === channel.id)));
  fill("joinable", others.succeeded ? others.paginator.items.map((channel) => item(channel.name, () => void join(channel))) : []);
}

async function join(channel: Channel): Promise<void> {
  const result = await kitty.joinChannel({ channel });
  if (result.succeeded) await open(result.channel);
}

part("create").addEventListener("submit", async (event) => {
  event.preventDefault();
  const result = await kitty.createChannel({ type: "PUBLIC", name: field("name").value });
  field("name").value = "";
  if (result.succeeded) await open(result.channel);
});

// A chat --------------------------------------------------------------------------------------------------------------

async function open(channel: Channel): Promise<void> {
  session?.end();
  unread.delete(channel.id);
  part("title").textContent = channel.displayName;
  part("typing").textContent = "";
  const typing = (text: string) => { part("typing").textContent = text; };
  const shown = new Set<number>();
  const show = (message: Message) => {
    if (shown.has(message.id)) return;
    shown.add(message.id);
    part("messages").append(messageRow(message, kitty.currentUser?.id));
    part("messages").lastElementChild?.scrollIntoView();
  };
  const result = kitty.startChatSession({
    channel,
    onReceivedMessage: show,
    onReceivedKeystrokes: ({ username, keys }) => typing(keys && `${username}: ${keys}`),
    onTypingStarted: (user) => typing(`${user.displayName} is typing`),
    onTypingStopped: () => typing(""),
    onParticipantEnteredChat: (user) => {
      typing(`${user.displayName} is here`);
      void showMembers(channel);
    },
    onParticipantLeftChat: (user) => typing(`${user.displayName} has gone`),
    onParticipantPresenceChanged: () => void showMembers(channel),
  });
  if (!result.succeeded) return;
  session = result.session;
  fill("messages", []);
  const messages = await kitty.getMessages({ channel });
  if (session === result.session && messages.succeeded) for (const message of [...messages.paginator.items].reverse()) show(message);
  await Promise.all([showMembers(channel), showChannels()]);
}

async function showMembers(channel: Channel): Promise<void> {
  const result = await kitty.getChannelMembers({ channel });
  if (result.succeeded && session?.channel.id === channel.id) fill("members", result.paginator.items.map(memberItem));
}

function memberItem(user: User): HTMLElement {
  const member = document.createElement("li");
  member.textContent = user.displayName;
  member.dataset["online"] = String(user.presence.online);
  return member;
}

field("body").addEventListener("input", () => {
  if (session) void kitty.sendKeystrokes({ channel: session.channel, keys: field("body").value });
});

part("composer").addEventListener("submit", async (event) => {
  event.preventDefault();
  const body = field("body").value;
  if (!session || !body) return;
  field("body").value = "";
  const result = await kitty.sendMessage({ channel: session.channel, body });
  if (result.failed) notify(result.error.message);
});

field("file").addEventListener("change", async () => {
  const [file] = field("file").files ?? [];
  if (!session || !file) return;
  const result = await kitty.sendMessage({
    channel: session.channel,
    file,
    progressListener: {
      onStarted: () => notify(`${file.name}: 0 %`),
      onProgress: (progress) => notify(`${file.name}: ${Math.round(progress * 100)} %`),
      onCompleted: () => notify(""),
    },
  });
  field("file").value = "";
  if (result.failed) notify(result.error.message);
});

// Notifications -------------------------------------------------------------------------------------------------------

kitty.onNotificationReceived(({ title, body, data }) => {
  notify(`${title}: ${body}`);
  unread.add(data.channelId);
  void showChannels();
});

function notify(text: string): void {
  part("notification").textContent = text;
}
