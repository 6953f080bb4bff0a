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
  start?: string;
  next?: string;
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

/** Items from a place on, and where the next ones begin. */
export type Load<Item, Place> = (place: Place | undefined) => Promise<{ items: Item[]; next: Place | undefined }>;

/** Default number of items. */
export const PAGE = 25;

/** The page at the last of these places; the others are where the pages before it begin. */
export async function paginate<Item, Place>(load: Load<Item, Place>, size = PAGE, places: Array<Place | undefined> = [undefined]): Promise<ChatKittyPaginator<Item>> {
  const place = places[places.length - 1];
  const { items, next } = await load(place);
  const other = (there: boolean, to: Array<Place | undefined>) => (): Promise<ChatKittyPaginator<Item>> =>
    there ? paginate(load, size, to) : Promise.reject(new PageOutOfBoundsError());
  const [hasPrev, hasNext] = [places.length > 1, next !== undefined];
  const page = { size, number: places.length - 1, ...(place !== undefined && { start: String(place) }), ...(hasNext && { next: String(next) }) };
  return new ChatKittyPaginator(items, page, hasPrev, hasNext, other(hasPrev, places.slice(0, -1)), other(hasNext, [...places, next]));
}

/** Pages by number of rows: one row more than needed tells whether there is a next page. */
export const byOffset = <Item>(size: number, rows: (limit: number, offset: number) => Promise<Item[]>): Load<Item, number> => async (offset = 0) => {
  const items = await rows(size + 1, offset);
  return { items: items.slice(0, size), next: items.length > size ? offset + size : undefined };
};
