/** The page before the chat: sign in as a demo user, as a guest, or with a service and token of one's own. */
import { html, nothing, type TemplateResult } from "lit-html";
import { avatar } from "./avatar.js";
import { DEMO_USERS, type DemoUser } from "./demo_data.js";
import type { View } from "./screen.js";
import type { Service } from "./service.js";
import type { SignIn } from "./session.js";
import { themeButton } from "./theme.js";

/** A guest's id from a name; the service may give another. */
function guestId(name: string): string {
  return name.normalize("NFKD").replace(/[^\w@-]+/g, "-").replace(/^-+|-+$/g, "").slice(0, 40).toLowerCase() || "guest";
}

const fieldsOf = (event: Event) => {
  event.preventDefault();
  const data = new FormData(event.currentTarget as HTMLFormElement);
  return (name: string) => String(data.get(name) ?? "").trim();
};

export class SignInPage implements View {
  #busy = false;
  #problem: string;

  constructor(
    /** The server that serves this page, if it is the local one. */
    private readonly local: Service | undefined,
    problem: string,
    private readonly chosen: (signIn: SignIn) => void,
    private readonly changed: () => void,
  ) {
    this.#problem = problem;
  }

  #choose(signIn: SignIn): void {
    this.#busy = true;
    this.#problem = "";
    this.chosen(signIn);
    this.changed();
  }

  render(): TemplateResult {
    return html`<main class="signin" data-testid="signin" aria-busy=${this.#busy}>
      <div class="signin-corner">${themeButton(this.changed)}</div>
      <div class="signin-sheet">
        <header>
          <img src="icon.svg" alt="" width="56" height="56" />
          <h1>Come in, talk.</h1>
          <p class="muted">Everything here runs on your own machine. Open a second window and be somebody else.</p>
        </header>
        ${this.#problem ? html`<p class="error" role="alert" data-testid="signin-problem">${this.#problem}</p>` : nothing}
        <fieldset ?disabled=${this.#busy}>
          ${this.local ? html`${this.#demo(this.local)} ${this.#guest(this.local)}` : nothing} ${this.#own()}
        </fieldset>
      </div>
    </main>`;
  }

  #demo(service: Service): TemplateResult {
    const card = ({ id, name, about }: DemoUser) => html`<li>
      <button
        class="user-card"
        type="button"
        data-testid="demo-user"
        data-id=${id}
        @click=${() => this.#choose({ kind: "demo", service, user: { id, name } })}
      >
        ${avatar(id, name)}<span class="user-card-name">${name}</span><span class="muted">${about}</span>
      </button>
    </li>`;
    return html`<section aria-labelledby="signin-demo">
      <h2 id="signin-demo">Be one of them</h2>
      <ul class="user-cards">
        ${DEMO_USERS.map(card)}
      </ul>
    </section>`;
  }

  #guest(service: Service): TemplateResult {
    return html`<section aria-labelledby="signin-guest">
      <h2 id="signin-guest">Or a guest</h2>
      <form
        class="guest-form"
        @submit=${(event: Event) => {
          const name = fieldsOf(event)("name");
          if (name) this.#choose({ kind: "guest", service, user: { id: guestId(name), name }, known: false });
        }}
      >
        <label class="visually-hidden" for="guest-name">Your name</label>
        <input id="guest-name" name="name" type="text" required maxlength="60" placeholder="Your name" autocomplete="nickname" data-testid="guest-name" />
        <button class="button" type="submit" data-testid="guest-submit">Enter as a guest</button>
      </form>
    </section>`;
  }

  #own(): TemplateResult {
    const field = (name: string, label: string, value: string, type = "text") => html`<label class="field">
      <span>${label}</span>
      <input name=${name} type=${type} required .value=${value} autocomplete="off" spellcheck="false" data-testid=${`own-${name}`} />
    </label>`;
    return html`<details class="own-service" ?open=${!this.local}>
      <summary data-testid="own-service">Use a service and token of your own</summary>
      <form
        @submit=${(event: Event) => {
          const value = fieldsOf(event);
          this.#choose({
            kind: "own",
            service: { apiKey: value("key"), baseUrl: value("url").replace(/\/+$/, "") },
            user: { id: value("user") },
            token: value("token"),
          });
        }}
      >
        ${field("url", "Base URL", this.local?.baseUrl ?? "https://chat.stream-io-api.com", "url")}
        ${field("key", "API key", this.local?.apiKey ?? "")} ${field("user", "User id", "")} ${field("token", "User token", "")}
        <button class="button" type="submit" data-testid="own-submit">Sign in</button>
        <p class="muted">The token stays in this tab and goes nowhere but to that address.</p>
      </form>
    </details>`;
  }
}
