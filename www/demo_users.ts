/** The people of the local server's demo data that one can sign in as. The server's seed makes them; the ids are its. */

export interface DemoUser {
  id: string;
  name: string;
  /** A line for the sign-in card. */
  about: string;
}

export const DEMO_USERS: readonly DemoUser[] = [
  { id: "ann", name: "Ann Keller", about: "Plans the trips" },
  { id: "ben", name: "Ben Okafor", about: "Knows every path" },
  { id: "cleo", name: "Cleo Marin", about: "Brings the camera" },
  { id: "dario", name: "Dario Rossi", about: "Cooks for everybody" },
];
