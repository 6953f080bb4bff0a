/** The version of the package; `Cargo.toml` has the same, and a test compares them. */
export const VERSION = '0.1.0';
