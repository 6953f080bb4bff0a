/** Lists page by page. Where the pages come from is the caller's. */
import { PageOutOfBoundsError } from './errors.js';

/** Which page it is. */
export interface Page {
  /** Items at most. */
  size: number;
  /** From 0 on. */
  number: number;
  /** Unknown to the service, as is `totalPages`. */
  totalElement?: undefined;
  totalPages?: undefined;
  /** Where this page and the next one begin, for the service. */
  start: string | undefined;
  next: string | undefined;
}

/** One page of a list, and the way to its neighbours. */
export class ChatKittyPaginator<Item> {
  constructor(
    /** What is on this page. */
    readonly items: Item[],
    readonly page: Page,
    readonly hasPrevPage: boolean,
    readonly hasNextPage: boolean,
    /** Gets the page before. Rejects with `PageOutOfBoundsError` if there is none. */
    readonly prevPage: () => Promise<ChatKittyPaginator<Item>>,
    /** Gets the page after. Rejects with `PageOutOfBoundsError` if there is none. */
    readonly nextPage: () => Promise<ChatKittyPaginator<Item>>,
  ) {}
}

/** What a result with a page has. */
export interface Paged<Item> {
  paginator: ChatKittyPaginator<Item>;
}

/** Items from a place on, and where the next ones begin. */
export type Load<Item> = (place: string | undefined) => Promise<{ items: Item[]; next?: string | undefined }>;

/** Default number of items, and the most that the service gives at once beside the one that tells whether there are more. */
export const PAGE = 25;
export const LARGEST = 99;

/** The page at the last of these places; the others are where the pages before it begin. */
export async function paginate<Item>(load: Load<Item>, size = PAGE, places: Array<string | undefined> = [undefined]): Promise<Paged<Item>> {
  const start = places[places.length - 1];
  const { items, next } = await load(start);
  const other = (there: boolean, to: Array<string | undefined>) => async (): Promise<ChatKittyPaginator<Item>> => {
    if (!there) throw new PageOutOfBoundsError();
    return (await paginate(load, size, to)).paginator;
  };
  const [number, more] = [places.length - 1, next !== undefined];
  return { paginator: new ChatKittyPaginator(items, { size, number, start, next }, number > 0, more, other(number > 0, places.slice(0, -1)), other(more, [...places, next])) };
}

/** Pages by number of rows: one row more than needed tells whether there is a next page. */
export const byOffset = <Row, Item>(size: number, rows: (limit: number, offset: number) => Promise<Row[]>, show: (row: Row, offset: number) => Item[]): Promise<Paged<Item>> =>
  paginate(async (place) => {
    const offset = Number(place ?? 0);
    const found = await rows(size + 1, offset);
    return { items: found.slice(0, size).flatMap((row) => show(row, offset)), next: found[size] && `${offset + size}` };
  }, size);

/** The one page of a list that comes as a whole. */
export const whole = <Item>(items: Item[]): Promise<Paged<Item>> => paginate(async () => ({ items }), items.length);
