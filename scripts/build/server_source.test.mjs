/** The server's crate as the package carries it. */
import assert from "node:assert/strict";
import { test } from "node:test";
import { standalone } from "./server_source.mjs";

test("a crate that stands alone has its own values and nothing for tests", () => {
  const workspace = '[workspace.package]\nversion = "1.2.3"\nedition = "2024"\n\n[package]\nname = "other"\n';
  const manifest = '[package]\nname = "server"\nversion.workspace = true\nedition.workspace = true\n\n[dependencies]\naxum = "=1.0.0"\n\n[dev-dependencies]\nreqwest = "=1.0.0"\n';
  assert.equal(
    standalone(manifest, workspace),
    '[package]\nname = "server"\nversion = "1.2.3"\nedition = "2024"\n\n[dependencies]\naxum = "=1.0.0"\n\n[workspace]\n',
  );
});
