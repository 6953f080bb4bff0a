//! Owns the answer to where a user is known: in which of the open channels. Made when somebody asks; nothing is kept for it.

use super::State;
use crate::node::Node;

impl<N: Node> State<N> {
    /// User id → cid → true, for members, watchers and readers of the open channels.
    pub fn user_channels(&mut self) -> N {
        let known = N::object();
        for slot in self.active() {
            let Some((channel, ..)) = self.channel_mut(slot) else { continue };
            let readers = channel.reads.view();
            for people in [channel.members.read(), channel.watchers.read(), &readers] {
                for id in people.keys() {
                    let of = known.get_named(&id).unwrap_or_else(|| {
                        let of = N::object();
                        known.set_named(&id, of.clone());
                        of
                    });
                    of.set_named(&channel.cid, N::flag(true));
                }
            }
        }
        known
    }
}
