/**
 * Owns the versions of every tool that set-up installs itself. JavaScript packages are pinned in package-lock.json,
 * Rust crates in Cargo.lock; neither is repeated here.
 */

/** Command-line programs built with `cargo install`, by the name of their crate. */
export const cargoTools = {
  // Must equal the `wasm-bindgen` crate in Cargo.toml: the program refuses a module made by another version.
  // No default features: they are TLS stacks for remote WebDriver servers, and ours are on 127.0.0.1.
  // Unlocked: its published lock file names a crate version that has since been withdrawn.
  "wasm-bindgen-cli": {
    version: "0.2.130",
    programs: ["wasm-bindgen", "wasm-bindgen-test-runner"],
    flags: ["--no-default-features"],
    why: "makes the JavaScript side of the WebAssembly module",
    usually: "2 to 4 min",
  },
  geckodriver: {
    version: "0.36.0",
    programs: ["geckodriver"],
    flags: ["--locked"],
    why: "drives Firefox in the browser tests; Debian has no package for it",
    usually: "3 to 6 min",
  },
};

/** Lowest versions that are known to work; the Rust one is `rust-version` of Cargo.toml. */
export const minimum = { node: [20, 0], rust: [1, 88] };

/** Debian packages, by what they bring. `rust` is a second Rust whose standard library comes with its source. */
export const debianPackages = {
  rust: ["rustc-web", "cargo-web", "rust-web-src", "lld-22"],
  compiler: ["build-essential"],
  chrome: ["chromium", "chromium-driver"],
  firefox: ["firefox-esr"],
};
