//! Owns the pattern behind everything JavaScript reads: a live object that changes in place, and a copy of it that keeps
//! its reference until something has changed. Frameworks compare references; they must never see a list change under
//! them, nor a new list without a change.

use crate::node::Node;

/// An array or object with a cached copy for readers.
#[derive(Debug)]
pub struct Live<N> {
    live: N,
    view: Option<N>,
}

impl<N: Node> Live<N> {
    /// Around an empty array or object.
    pub fn new(empty: N) -> Self {
        Live { live: empty, view: None }
    }

    /// The live value, for reading.
    pub fn read(&self) -> &N {
        &self.live
    }

    /// The live value, for changing: the next reader gets a new copy.
    pub fn change(&mut self) -> &N {
        self.view = None;
        &self.live
    }

    /// What readers get: the same reference until the next change.
    pub fn view(&mut self) -> N {
        self.view.get_or_insert_with(|| self.live.copy()).clone()
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::json::Json;

    #[test]
    fn a_view_keeps_its_reference_until_a_change_and_is_not_changed_by_it() {
        let mut list = Live::new(Json::array());
        let before = list.view();
        assert!(before.same(&list.view()));
        list.change().push(Json::flag(true));
        assert_eq!((before.len(), list.view().len()), (0, 1));
        assert!(!before.same(&list.view()));
    }
}
