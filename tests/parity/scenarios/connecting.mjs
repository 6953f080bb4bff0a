/** Owns the scenarios about connecting: users, tokens, guests, leaving and coming back. */

export default {
  "a user with a token function": async ({ stranger, act, look }) => {
    const anna = stranger("anna");
    await act(() => anna.client.connectUser({ id: "anna", name: "Anna", team_color: "red" }, anna.token));
    look("connected", anna.client.userID);
    await act(() => anna.client.disconnectUser());
    look("gone", anna.client.userID ?? null);
  },
  "a fixed token": async ({ stranger, act, token }) => {
    const anna = stranger("anna");
    const fixed = await token("anna");
    await act(() => anna.client.connectUser({ id: "anna" }, fixed));
  },
};
