//! Owns what happens to a message that begins with a slash. Which commands exist is in `commands`; what moderation does is in
//! `moderation`; the buttons under an unsent picture are in `message_actions`.
use super::{giphy, moderation};
use crate::app::Work;
use crate::db::messages::Message;
use crate::error::{Code, Result};
use crate::permissions::Access;

/// What becomes of a message.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Fate {
    /// It is sent as any other.
    Sent,
    /// It is kept for its author, who has not decided yet.
    Kept,
    /// It was only meant for the server: the author gets it back as an answer, and it is nowhere else.
    Answered,
}

/// Carries out the command of a message, if it has one that its channel offers.
pub fn run(work: &mut Work<'_>, access: &Access, message: &mut Message, base: Option<&str>) -> Result<Fate> {
    let Some((name, args)) = parse(&message.text) else {
        return Ok(Fate::Sent);
    };
    message.command = Some(name.to_owned());
    message.args = Some(args.to_owned());
    let (name, args) = (name.to_owned(), args.to_owned());
    if !access.kind.commands.contains(&name) {
        return Ok(answer(message, "error", format!("The command \"{name}\" does not exist in this channel")));
    }
    match name.as_str() {
        "giphy" => {
            let drawing = giphy::drawing_for(&args);
            message.attachments = vec![giphy::attachment(base.unwrap_or("/"), &args, drawing)];
            message.kind = "ephemeral".to_owned();
            Ok(Fate::Kept)
        }
        "ban" | "unban" | "mute" | "unmute" => match moderation::command(work, access, &name, &args) {
            Ok(done) => Ok(answer(message, "ephemeral", done)),
            // Whoever typed it reads why not, in the place where he typed it.
            Err(error) if error.code != Code::Internal => Ok(answer(message, "error", error.message)),
            Err(error) => Err(error),
        },
        own if work.app.commands.find(own).is_some() => Ok(Fate::Sent),
        gone => Ok(answer(message, "error", format!("The command \"{gone}\" does not exist"))),
    }
}

fn answer(message: &mut Message, kind: &str, text: String) -> Fate {
    message.kind = kind.to_owned();
    message.text = text;
    message.attachments = Vec::new();
    Fate::Answered
}

/// `/name arguments`. A path such as `/usr/bin` is no command.
fn parse(text: &str) -> Option<(&str, &str)> {
    let rest = text.strip_prefix('/')?;
    let (name, args) = rest.split_once(char::is_whitespace).unwrap_or((rest, ""));
    let word = |c: char| c.is_ascii_alphanumeric() || c == '_' || c == '-';
    (!name.is_empty() && name.chars().all(word)).then(|| (name, args.trim()))
}

#[cfg(test)]
mod tests {
    use super::parse;

    #[test]
    fn a_command_is_a_word_after_a_slash_at_the_very_beginning() {
        assert_eq!(parse("/giphy lemon cake "), Some(("giphy", "lemon cake")));
        assert_eq!(parse("/giphy"), Some(("giphy", "")));
        for text in ["giphy", " /giphy", "/", "/ x", "//x", "/usr/bin", "/ä"] {
            assert_eq!(parse(text), None, "{text}");
        }
    }
}
