//! Owns the text that the client holds: ids, types, tokens. A text is one pointer, also where it may be missing, and its
//! clones share the bytes. `String` is three words, which every function that gives or takes one moves through memory:
//! the module is smaller without. What puts a text together uses `String`.

use std::alloc::{Layout, alloc, dealloc, handle_alloc_error};
use std::cell::Cell;
use std::cmp::Ordering;
use std::fmt;
use std::ops::Deref;
use std::ptr::NonNull;

/// Text that never changes.
pub struct Text(NonNull<Head>);

/// What stands before the bytes.
struct Head {
    shares: Cell<usize>,
    len: usize,
}

fn layout(len: usize) -> Layout {
    // SAFETY: the alignment is that of a type, and a text in memory leaves room for a head below `isize::MAX`.
    unsafe { Layout::from_size_align_unchecked(size_of::<Head>() + len, align_of::<Head>()) }
}

/// The empty text, of which there are many: nobody counts its shares.
struct Empty(Head);

// SAFETY: it is never written.
unsafe impl Sync for Empty {}

static EMPTY: Empty = Empty(Head { shares: Cell::new(0), len: 0 });

#[inline(never)]
fn made(text: &str) -> Text {
    if text.is_empty() {
        return Text(NonNull::from(&EMPTY.0));
    }
    let layout = layout(text.len());
    // SAFETY: the layout is never empty; what is written fits it, and head and bytes are written before anyone reads.
    unsafe {
        let Some(head) = NonNull::new(alloc(layout).cast::<Head>()) else { handle_alloc_error(layout) };
        head.write(Head { shares: Cell::new(1), len: text.len() });
        head.add(1).cast::<u8>().copy_from_nonoverlapping(NonNull::from(text.as_bytes()).cast(), text.len());
        Text(head)
    }
}

#[inline(never)]
fn shared(text: &Text) -> Text {
    let head = text.head();
    if head.len > 0 {
        head.shares.set(head.shares.get() + 1);
    }
    Text(text.0)
}

#[inline(never)]
fn release(text: &Text) {
    let head = text.head();
    if head.len == 0 {
        return;
    }
    let left = head.shares.get() - 1;
    head.shares.set(left);
    if left == 0 {
        // SAFETY: nobody else has it; it was allocated with this layout.
        unsafe { dealloc(text.0.as_ptr().cast(), layout(head.len)) }
    }
}

impl Text {
    /// The text itself.
    #[inline(always)]
    pub fn as_str(&self) -> &str {
        self
    }

    #[inline(always)]
    fn head(&self) -> &Head {
        // SAFETY: it lives as long as one of its texts.
        unsafe { self.0.as_ref() }
    }
}

impl Deref for Text {
    type Target = str;
    #[inline(always)]
    fn deref(&self) -> &str {
        // SAFETY: behind the head stand `len` bytes that came from a `str` and never change.
        unsafe {
            let bytes = self.0.add(1).cast::<u8>();
            str::from_utf8_unchecked(NonNull::slice_from_raw_parts(bytes, self.head().len).as_ref())
        }
    }
}

impl Drop for Text {
    #[inline(always)]
    fn drop(&mut self) {
        release(self);
    }
}

impl Clone for Text {
    #[inline(always)]
    fn clone(&self) -> Self {
        shared(self)
    }
}

impl Default for Text {
    #[inline(always)]
    fn default() -> Self {
        made("")
    }
}

impl From<&str> for Text {
    #[inline(always)]
    fn from(text: &str) -> Self {
        made(text)
    }
}

impl From<String> for Text {
    #[inline(always)]
    fn from(text: String) -> Self {
        made(&text)
    }
}

impl From<&String> for Text {
    #[inline(always)]
    fn from(text: &String) -> Self {
        made(text)
    }
}

impl From<Text> for String {
    #[inline(always)]
    fn from(text: Text) -> Self {
        String::from(&*text)
    }
}

/// Eight bytes at a time: ids have long beginnings in common, and the library's way goes byte by byte where it was
/// compiled to be small.
#[inline(never)]
pub fn order(one: &str, two: &str) -> Ordering {
    let (mut one, mut two) = (one.as_bytes(), two.as_bytes());
    while let (Some((first, rest)), Some((second, other))) = (one.split_first_chunk::<8>(), two.split_first_chunk()) {
        if first != second {
            return first.cmp(second);
        }
        (one, two) = (rest, other);
    }
    one.cmp(two)
}

#[inline(never)]
fn same(one: &str, two: &str) -> bool {
    one.len() == two.len() && order(one, two).is_eq()
}

impl PartialEq for Text {
    #[inline(always)]
    fn eq(&self, other: &Self) -> bool {
        same(self, other)
    }
}

impl PartialEq<str> for Text {
    #[inline(always)]
    fn eq(&self, other: &str) -> bool {
        same(self, other)
    }
}

impl PartialEq<Text> for &str {
    #[inline(always)]
    fn eq(&self, other: &Text) -> bool {
        same(self, other)
    }
}

impl PartialEq<Text> for str {
    #[inline(always)]
    fn eq(&self, other: &Text) -> bool {
        same(self, other)
    }
}

impl PartialEq<&str> for Text {
    #[inline(always)]
    fn eq(&self, other: &&str) -> bool {
        same(self, other)
    }
}

impl Eq for Text {}

impl PartialOrd for Text {
    fn partial_cmp(&self, other: &Self) -> Option<Ordering> {
        Some(self.cmp(other))
    }
}

impl Ord for Text {
    fn cmp(&self, other: &Self) -> Ordering {
        order(self, other)
    }
}

impl fmt::Debug for Text {
    fn fmt(&self, to: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Debug::fmt(&**self, to)
    }
}

impl fmt::Display for Text {
    fn fmt(&self, to: &mut fmt::Formatter<'_>) -> fmt::Result {
        to.write_str(self)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn clones_share_the_bytes_and_the_last_one_frees_them() {
        let one = Text::from("grüße");
        let two = one.clone();
        assert_eq!(one.as_ptr(), two.as_ptr());
        drop(one);
        assert_eq!(two, "grüße");
        assert_eq!(two.head().shares.get(), 1);
    }

    #[test]
    fn a_text_is_one_pointer_even_where_it_may_be_missing() {
        assert_eq!(size_of::<Option<Text>>(), size_of::<usize>());
    }

    #[test]
    fn the_order_is_that_of_strings_wherever_they_differ() {
        let texts =
            ["", "a", "b", "aaaaaaaa", "aaaaaaaab", "aaaaaaaaa", "aaaaaaba", "aaaaaaaaaaaaaaaa", "aaaaaaaaaaaaaaaé"];
        for one in texts {
            for two in texts {
                assert_eq!(order(one, two), one.cmp(two), "{one} {two}");
                let (owned, other) = (Text::from(one), Text::from(two));
                assert_eq!(owned == other, one == two, "{one} {two}");
            }
        }
    }

    #[test]
    fn the_empty_text_is_shared_by_all() {
        let one = Text::default();
        let two = one.clone();
        drop(one);
        assert_eq!((two.as_str(), Text::from(String::new()).as_ptr()), ("", two.as_ptr()));
    }

    #[test]
    fn texts_compare_as_strings_do() {
        assert_eq!(Text::default(), "");
        let (a, b) = (Text::from("a"), Text::from("b"));
        assert!(a < b);
        assert_eq!(Text::from("ab"), Text::from(String::from("ab")));
        assert_eq!(String::from(Text::from("ab")), "ab");
    }
}
