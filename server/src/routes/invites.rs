//! Owns the answer to an invitation. Inviting is adding members and stands in `channel_members`.
use super::channel_members::{notify, save_and_announce};
use crate::app::Work;
use crate::db::members;
use crate::error::{Error, Result};
use crate::permissions::Access;

/// The caller accepts or rejects his invitation.
pub fn answer(work: &mut Work<'_>, access: &Access, accept: bool) -> Result<()> {
    let cid = &access.channel.cid;
    let Some(mut member) = members::find(work.conn, cid, &work.caller.user_id)?.filter(|member| member.invited) else {
        return Err(Error::not_allowed("there is no invitation to answer"));
    };
    let now = Some(work.now());
    let kind = match accept {
        true => {
            (member.invite_accepted_at, member.invite_rejected_at) = (now, None);
            "notification.invite_accepted"
        }
        false => {
            (member.invite_accepted_at, member.invite_rejected_at) = (None, now);
            "notification.invite_rejected"
        }
    };
    save_and_announce(work, cid, member.clone())?;
    notify(work, kind, &access.channel, &member, None)
}
