/** What the page knows of the local server's demo data: who one can sign in as, and where everybody may talk. The server makes it. */

export interface DemoUser {
  id: string;
  name: string;
  /** A line for the sign-in card. */
  about: string;
}

export const DEMO_USERS: readonly DemoUser[] = [
  { id: "amira", name: "Amira Haddad", about: "Plans the tours" },
  { id: "ben", name: "Ben Okafor", about: "Counts the mugs" },
  { id: "chiara", name: "Chiara Conti", about: "Knows where mugs go" },
  { id: "deniz", name: "Deniz Aydin", about: "Brings the coffee" },
];

/** The one conversation of the demo data that is open to everybody: where a guest can begin. */
export const OPEN_CHANNEL = "livestream:town-square";
