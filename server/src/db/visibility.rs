//! Owns who is meant by a message, as pieces of SQL: each rule stands here once, for whatever the row and the person are
//! called in a query. Does not own queries.

/// Whether a message is for somebody, who is not its author: it is for all, or he is named.
macro_rules! addressed {
    ($message:literal, $person:literal) => {
        concat!(
            "(",
            $message,
            ".restricted_to IS NULL OR EXISTS (SELECT 1 FROM json_each(",
            $message,
            ".restricted_to) WHERE value = ",
            $person,
            "))"
        )
    };
}

/// The same for somebody who may be its author. A bare `?` for the person stands twice.
macro_rules! visible {
    ($message:literal, $person:literal) => {
        concat!(
            "(",
            $message,
            ".user_id = ",
            $person,
            " OR ",
            $crate::db::visibility::addressed!($message, $person),
            ")"
        )
    };
}

/// Whether message `x` raises a counter of somebody: by others, neither silent nor shadowed, meant for him, and not by
/// somebody whom he had muted or blocked when it was sent.
macro_rules! counts {
    ($person:literal) => {
        concat!(
            "x.user_id <> ",
            $person,
            " AND NOT x.silent AND NOT x.shadowed AND (x.uncounted_for IS NULL \
             OR NOT EXISTS (SELECT 1 FROM json_each(x.uncounted_for) WHERE value = ",
            $person,
            ")) AND ",
            $crate::db::visibility::addressed!("x", $person)
        )
    };
}

pub(super) use {addressed, counts, visible};
