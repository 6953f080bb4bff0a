/**
 * Owns `npm run serve -- [options of the server]`: the local server alone. Its first line of standard output is one JSON
 * object; everything that set-up and the compiler say goes to standard error.
 */
import { spawn } from "node:child_process";
import { serverBinary } from "./paths.mjs";
import { main } from "./process.mjs";
import { buildServer } from "./server.mjs";
import { setUp } from "./setup.mjs";

main(async () => {
  await setUp("serve");
  await buildServer();
  const server = spawn(serverBinary, process.argv.slice(2), { stdio: "inherit" });
  for (const signal of ["SIGINT", "SIGTERM"]) process.on(signal, () => server.kill(signal));
  server.on("exit", (code, signal) => process.exit(signal ? 0 : code));
});
