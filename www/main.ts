/** Starts the page and decides what is on it: sign-in or chat. What is in them is theirs. */
import { Chat } from "./chat.js";
import { OPEN_CHANNEL } from "./demo_data.js";
import { Screen } from "./screen.js";
import { localService } from "./service.js";
import { clearSession, clientFor, connect, needsFreshPage, savedSession, saveSession, type SignIn } from "./session.js";
import { SignInPage } from "./signin.js";
import { reasonOf } from "./text.js";
import { applySavedTheme } from "./theme.js";

applySavedTheme();
const root = document.getElementById("app");
if (!root) throw new Error("index.html has no #app");
const screen = new Screen(root);
const local = await localService();

function showSignIn(problem = ""): void {
  screen.show(new SignInPage(local, problem, (choice) => void signIn(choice), screen.changed));
}

async function signIn(choice: SignIn): Promise<void> {
  if (needsFreshPage(choice.service)) {
    saveSession(choice);
    location.reload();
    return;
  }
  const client = clientFor(choice.service);
  const signOut = async () => {
    clearSession();
    chat.end();
    history.replaceState(null, "", location.pathname);
    await client.disconnectUser().catch(() => undefined);
    showSignIn();
  };
  // A service of one's own has no demo data.
  const openCids = choice.kind === "own" ? [] : [OPEN_CHANNEL];
  const chat = new Chat(client, choice.user, openCids, screen.changed, () => void signOut());
  screen.show(chat);
  try {
    await connect(client, choice);
    await chat.start();
  } catch (error) {
    chat.end();
    await client.disconnectUser().catch(() => undefined);
    showSignIn(reasonOf(error));
  }
}

const saved = savedSession();
if (saved) void signIn(saved);
else showSignIn();
