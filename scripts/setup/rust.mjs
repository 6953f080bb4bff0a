/**
 * Owns the Rust toolchains: the native one must be there already; one that can build for wasm32 is found, completed or
 * installed. Builds nothing of this project.
 *
 * Ways to wasm32, best first:
 * 1. the user's own toolchain has the target;
 * 2. Debian's toolchain with a standard library built earlier (kept in the cache);
 * 3. `rustup target add`;
 * 4. Debian's toolchain (packages `rustc-web` ...), whose source of the standard library is compiled once. It is put
 *    into a sysroot in the cache, which links to Debian's for all the rest: nothing under /usr is written.
 *
 * The published build also wants the source of the standard library, to compile it without panic messages.
 */
import { createHash } from "node:crypto";
import { chmodSync, copyFileSync, existsSync, mkdirSync, readdirSync, symlinkSync, writeFileSync } from "node:fs";
import path from "node:path";
import { cache, onPath } from "../paths.mjs";
import { debianPackages, minimum } from "../pins.mjs";
import { ask, run } from "../process.mjs";
import * as apt from "./apt.mjs";
import { step, StepFailed, wholeFolder } from "./step.mjs";

const target = "wasm32-unknown-unknown";
/** Whether rustup may be asked for more. RUSTUP_AUTO_INSTALL=0 is how the owner of a machine says that it must not install. */
const rustupMayInstall = () => onPath("rustup") && process.env.RUSTUP_AUTO_INSTALL !== "0";

/** rustup has no time limit of its own. The download is about 20 MB: enough for a line of 3 Mbit/s. */
const rustupLimitMs = 60_000;
const debian = { rustc: "/usr/bin/rustc", cargo: "/usr/bin/cargo" };
const rustlib = (sysroot) => path.join(sysroot, "lib", "rustlib");

const hasStd = (folder) => existsSync(folder) && readdirSync(folder).some((file) => /^libstd-.*\.rlib$/.test(file));
const targetFolder = (rustc) => ask(rustc, ["--print", "target-libdir", "--target", target]) ?? "";

/** The toolchain on PATH, which builds the server and runs the native tests. */
export function nativeRust() {
  const version = ask("cargo", ["--version"]);
  const [, major, minor] = /cargo (\d+)\.(\d+)/.exec(version ?? "") ?? [];
  const [needMajor, needMinor] = minimum.rust;
  if (version && (major > needMajor || (Number(major) === needMajor && minor >= needMinor))) return;
  throw new StepFailed(
    "Rust",
    version ? `${version} is too old` : "cargo is not installed",
    `Install Rust ${minimum.rust.join(".")} or newer: https://rustup.rs`,
  );
}

/** A C compiler and linker: Rust links with it and SQLite is compiled by it. */
export async function compiler() {
  if (onPath("cc")) return;
  const name = "C compiler";
  if (process.platform === "darwin") throw new StepFailed(name, "cc is not installed", "Install it: xcode-select --install");
  await step({ name, why: "links Rust programs and compiles SQLite", usually: "30 s" }, (log) =>
    apt.install(name, debianPackages.compiler, log));
}

/** The cached toolchain over Debian's; its folder's name follows the exact compiler. */
function overlay() {
  const about = existsSync(debian.rustc) && existsSync(debian.cargo) ? ask(debian.rustc, ["-vV"]) : undefined;
  const source = ask(debian.rustc, ["--print", "sysroot"]);
  if (!about || !source || !existsSync(path.join(rustlib(source), "src/rust/library/std/Cargo.toml"))) return undefined;
  const version = /release: (\S+)/.exec(about)[1];
  const exact = createHash("sha256").update(about).digest("hex").slice(0, 8);
  return { folder: path.join(cache, `rust-wasm32-${version}-${exact}`), source };
}

const overlayTools = ({ folder }) => {
  const bin = path.join(folder, "bin");
  return { kind: "debian", cargo: path.join(bin, "cargo"), rustc: path.join(bin, "rustc"), folders: [bin] };
};

/** Compiles the standard library from Debian's source and lays out the sysroot. */
async function buildStd({ folder, source }, log) {
  await wholeFolder(folder, async (half) => {
    const work = path.join(half, "work");
    mkdirSync(path.join(work, "src"), { recursive: true });
    writeFileSync(path.join(work, "Cargo.toml"), '[package]\nname = "probe"\nversion = "0.0.0"\nedition = "2024"\n[workspace]\n');
    writeFileSync(path.join(work, "src/lib.rs"), "");
    const env = {
      ...process.env,
      RUSTC: debian.rustc,
      RUSTC_BOOTSTRAP: "1", // Lets a stable compiler build its own standard library; nothing else uses it.
      RUSTFLAGS: "-Cembed-bitcode=yes", // Without it the library cannot take part in link-time optimisation.
      CARGO_TARGET_DIR: path.join(work, "target"),
    };
    await run(debian.cargo, ["build", "--release", "--target", target, "-Zbuild-std=std,panic_abort,test"], { cwd: work, env, log });

    const built = path.join(work, "target", target, "release/deps");
    const to = path.join(rustlib(half), target, "lib");
    mkdirSync(to, { recursive: true });
    for (const file of readdirSync(built)) {
      if (file.endsWith(".rlib") && !file.startsWith("libprobe")) copyFileSync(path.join(built, file), path.join(to, file));
    }
    for (const entry of readdirSync(rustlib(source))) {
      if (entry !== target) symlinkSync(path.join(rustlib(source), entry), path.join(rustlib(half), entry));
    }
    const bin = path.join(half, "bin");
    mkdirSync(bin);
    const script = (name, line) => {
      writeFileSync(path.join(bin, name), `#!/bin/sh\n${line}\n`);
      chmodSync(path.join(bin, name), 0o755);
    };
    script("rustc", `exec ${debian.rustc} --sysroot "\${0%/bin/rustc}" "$@"`);
    script("cargo", `RUSTC="\${0%/cargo}/rustc" exec ${debian.cargo} "$@"`);
    await run("rm", ["-rf", work], { log });
  });
}

/**
 * Whether the toolchain can compile the standard library anew with panics that only stop (build/wasm.mjs): it must have
 * its source and know the setting.
 */
const isLean = ({ rustc }) => existsSync(path.join(rustlib(ask(rustc, ["--print", "sysroot"]) ?? ""), "src/rust/library/std/Cargo.toml")) &&
  ask(rustc, ["-Zunstable-options", "-Cpanic=immediate-abort", "--print", "cfg", "--target", target],
    { env: { ...process.env, RUSTC_BOOTSTRAP: "1" }, stdio: ["ignore", "pipe", "ignore"] }) !== undefined;

/**
 * Finds or makes a toolchain for wasm32. Resolves with `{kind, cargo, rustc, folders, lean}`: `folders` go before PATH,
 * `lean` says whether the standard library can be compiled anew.
 */
export async function wasmRust() {
  const found = await toolchain();
  if (isLean(found)) return { ...found, lean: true };
  if (found.kind === "own" && rustupMayInstall()) {
    const name = "rustup rust-src";
    await step({ name, why: "the source of the standard library, for a smaller package", usually: "5 s, given up after 60 s" }, (log) =>
      run("rustup", ["component", "add", "rust-src"], { log, limitMs: rustupLimitMs }).catch(() => {}));
  }
  const lean = isLean(found);
  if (!lean) console.error("  note: this Rust cannot compile its standard library for size; the package will be about 13 % larger");
  return { ...found, lean };
}

async function toolchain() {
  const own = () => hasStd(targetFolder("rustc")) && { kind: "own", cargo: "cargo", rustc: "rustc", folders: [] };
  const kept = () => {
    const place = overlay();
    return place && hasStd(path.join(rustlib(place.folder), target, "lib")) && overlayTools(place);
  };
  const found = own() || kept();
  if (found) return found;

  if (rustupMayInstall()) {
    const name = "rustup target";
    await step({ name, why: `asks rustup for the ${target} standard library`, usually: "5 s, given up after 60 s" }, async (log) => {
      await run("rustup", ["target", "add", target], { log, limitMs: rustupLimitMs }).catch((error) =>
        console.error(`     not available from rustup (${error.message}); trying Debian's packages`));
    });
    if (own()) return own();
  }
  const advice = `Run: rustup target add ${target}\n` +
    `Or, on Debian or Ubuntu: sudo apt-get install ${debianPackages.rust.join(" ")}`;
  if (!overlay()) {
    const name = "Debian's Rust";
    if (!apt.canInstall()) throw new StepFailed(`Rust for ${target}`, "no toolchain here can build for WebAssembly", advice);
    await step({ name, why: "a Rust with the source of its standard library, since rustup could not help", usually: "1 min" },
      (log) => apt.install(name, debianPackages.rust, log));
  }
  const place = overlay();
  if (!place) throw new StepFailed(`Rust for ${target}`, "Debian's packages brought no source of the standard library", advice);
  await step({ name: "standard library", why: `compiled once for ${target}`, usually: "25 to 90 s" }, (log) => buildStd(place, log));
  return overlayTools(place);
}
