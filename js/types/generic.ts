/** Types that make other types, under the names of the JavaScript SDK. Knows nothing of chat. */

/** An object whose fields are not known. */
export type UR = Record<string, unknown>;

/** Fields beside those that a type names. */
export type UnknownType = UR;

/** Any text, in a union with known ones: an editor still offers those. */
export type LiteralStringForUnion = string & {};

/** At least one. */
export type ArrayOneOrMore<T> = [T, ...T[]];

/** At least two. */
export type ArrayTwoOrMore<T> = [T, T, ...T[]];

/** What a list holds, a function returns or a promise gives; anything else is itself. */
export type Unpacked<T> = T extends Array<infer Item>
  ? Item
  : T extends (...args: never[]) => infer Result
    ? Result
    : T extends Promise<infer Value>
      ? Value
      : T;

/** The fields that a type names, without the `[key: string]` it may have beside them. */
export type KnownKeys<T> = keyof {
  [Key in keyof T as string extends Key ? never : number extends Key ? never : symbol extends Key ? never : Key]: T[Key];
};

/** `T` where the fields `Keys` may be absent. */
export type PartializeKeys<T, Keys extends keyof T> = Omit<T, Keys> & Partial<Pick<T, Keys>>;

/** `T` with at least one of the fields `Keys`. */
export type RequireAtLeastOne<T, Keys extends keyof T = keyof T> = Omit<T, Keys> &
  { [Key in Keys]-?: Required<Pick<T, Key>> & Partial<Pick<T, Exclude<Keys, Key>>> }[Keys];

/** `T` with exactly one of the fields `Keys`. */
export type RequireOnlyOne<T, Keys extends keyof T = keyof T> = Omit<T, Keys> &
  { [Key in Keys]-?: Required<Pick<T, Key>> & Partial<Record<Exclude<Keys, Key>, undefined>> }[Keys];

/** An intersection as one object, which editors show field by field. */
export type Readable<T> = { [Key in keyof T]: T[Key] } & {};
