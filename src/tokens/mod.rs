//! Owns the current token: where it comes from, whether it fits the user, and that a provider is asked once at a time,
//! however many calls meet an expired token. Calls no provider itself: [`Tokens::wanted`] tells when one must be asked.

mod jwt;

use crate::error::Error;
use crate::node::Node;
use crate::text::Text;

/// Where tokens come from.
#[derive(Clone, Debug, Default, PartialEq)]
pub enum TokenSource {
    /// Nobody is connected.
    #[default]
    None,
    /// The anonymous user has none.
    Anonymous,
    /// One token for good. An expired one cannot be replaced.
    Static(Text),
    /// A function of the app.
    Provider,
}

/// Counts the questions to the provider, so that a late answer to an old question is ignored.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Question(pub u32);

/// What a caller does next about the token.
#[derive(Clone, Debug, PartialEq)]
pub enum Access {
    /// Go on; the token is here (or none is needed).
    Ready,
    /// Wait: the provider is being asked.
    Loading,
    /// Stop: there will be no better token.
    Refused(Error),
}

/// The token of the connected user.
#[derive(Debug, Default)]
pub struct Tokens {
    source: TokenSource,
    user_id: Text,
    token: Option<Text>,
    /// Raised with every token that arrives: a request remembers which one it was sent with.
    version: u32,
    question: Question,
    asking: bool,
    wanted: Option<Question>,
}

impl Tokens {
    /// Takes a source for a user. A static token is checked at once.
    ///
    /// # Errors
    /// `token/malformed`, `token/foreign`.
    pub fn start<N: Node>(&mut self, source: TokenSource, user_id: &str) -> Result<(), Error> {
        let token = match &source {
            TokenSource::Static(token) => {
                jwt::check::<N>(token, user_id)?;
                Some(token.clone())
            }
            _ => None,
        };
        self.forget();
        (self.source, self.user_id, self.token) = (source, Text::from(user_id), token);
        Ok(())
    }

    /// Forgets the user; an answer that is still under way will be ignored.
    pub fn forget(&mut self) {
        let (question, version) = (Question(self.question.0 + 1), self.version + 1);
        *self = Tokens { question, version, ..Tokens::default() };
    }

    /// The token to send, if there is one. The anonymous user sends none.
    pub fn token(&self) -> Option<&str> {
        self.token.as_deref()
    }

    /// Whether requests go out as the anonymous user.
    pub fn is_anonymous(&self) -> bool {
        self.source == TokenSource::Anonymous
    }

    /// Whether an expired token can be replaced.
    pub fn can_refresh(&self) -> bool {
        self.source == TokenSource::Provider
    }

    /// Tells one token from the next.
    pub fn version(&self) -> u32 {
        self.version
    }

    /// Makes sure there is a token, asking the provider for the first one.
    pub fn need(&mut self) -> Access {
        match &self.source {
            TokenSource::None => Access::Refused(Error::NotConnected),
            TokenSource::Provider if self.asking => Access::Loading,
            TokenSource::Provider if self.token.is_none() => self.ask(),
            _ => Access::Ready,
        }
    }

    /// The server said that the token with this version has expired. Ready when a newer one is already here.
    /// `expired` is what a static token's owner is told.
    pub fn refresh(&mut self, seen_version: u32, expired: Error) -> Access {
        match &self.source {
            TokenSource::Provider if self.asking => Access::Loading,
            TokenSource::Provider if seen_version != self.version => Access::Ready,
            TokenSource::Provider => self.ask(),
            _ => Access::Refused(expired),
        }
    }

    fn ask(&mut self) -> Access {
        self.question = Question(self.question.0 + 1);
        self.asking = true;
        self.wanted = Some(self.question);
        Access::Loading
    }

    /// The question to put to the provider now, once. Changes after `need` and `refresh`.
    #[must_use]
    pub fn wanted(&mut self) -> Option<Question> {
        self.wanted.take()
    }

    /// Takes the provider's answer. `None`: it was to an old question. An answer that is no usable token is an error;
    /// the next `need` asks again.
    pub fn answered<N: Node>(&mut self, question: Question, answer: Option<&str>) -> Option<Result<(), Error>> {
        if !self.asking || question != self.question {
            return None;
        }
        self.asking = false;
        self.token = None;
        let Some(token) = answer.filter(|token| !token.is_empty()) else {
            return Some(Err(Error::TokenProviderFailed));
        };
        Some(jwt::check::<N>(token, &self.user_id).map(|()| {
            self.token = Some(token.into());
            self.version += 1;
        }))
    }

    /// The question under way, if any: the one to give up when it takes too long.
    pub fn asking(&self) -> Option<Question> {
        self.asking.then_some(self.question)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::json::Json;

    const ANN: &str = "e30.eyJ1c2VyX2lkIjoiYW5uIn0.x";

    fn expired() -> Error {
        Error::service(40, 401, "expired")
    }

    fn with_provider() -> Tokens {
        let mut tokens = Tokens::default();
        tokens.start::<Json>(TokenSource::Provider, "ann").expect("a provider needs no check");
        tokens
    }

    #[test]
    fn a_provider_is_asked_once_however_many_need_a_token() {
        let mut tokens = with_provider();
        assert_eq!((tokens.need(), tokens.need()), (Access::Loading, Access::Loading));
        let question = tokens.wanted().expect("one question");
        assert_eq!(tokens.wanted(), None);
        assert_eq!(tokens.answered::<Json>(question, Some(ANN)), Some(Ok(())));
        assert_eq!((tokens.need(), tokens.token()), (Access::Ready, Some(ANN)));
    }

    #[test]
    fn twenty_expired_answers_make_one_question() {
        let mut tokens = with_provider();
        tokens.need();
        let first = tokens.wanted().expect("asked");
        tokens.answered::<Json>(first, Some(ANN));
        let version = tokens.version();
        for _ in 0..20 {
            assert_eq!(tokens.refresh(version, expired()), Access::Loading);
        }
        let second = tokens.wanted().expect("asked again");
        assert_eq!(tokens.wanted(), None);
        tokens.answered::<Json>(second, Some(ANN));
        assert_eq!(tokens.refresh(version, expired()), Access::Ready, "a late 401 finds the newer token");
        assert_eq!(tokens.wanted(), None);
    }

    #[test]
    fn a_static_token_cannot_be_refreshed() {
        let mut tokens = Tokens::default();
        tokens.start::<Json>(TokenSource::Static(ANN.into()), "ann").expect("fits");
        assert_eq!(tokens.refresh(tokens.version(), expired()), Access::Refused(expired()));
    }

    #[test]
    fn an_empty_or_missing_answer_is_a_failure_and_the_next_need_asks_again() {
        for answer in [None, Some("")] {
            let mut tokens = with_provider();
            tokens.need();
            let question = tokens.wanted().expect("asked");
            assert_eq!(tokens.answered::<Json>(question, answer), Some(Err(Error::TokenProviderFailed)));
            assert_eq!(tokens.need(), Access::Loading);
            assert!(tokens.wanted().is_some());
        }
    }

    #[test]
    fn a_providers_token_for_somebody_else_is_refused() {
        let mut tokens = Tokens::default();
        tokens.start::<Json>(TokenSource::Provider, "bob").expect("a provider needs no check");
        tokens.need();
        let question = tokens.wanted().expect("asked");
        assert_eq!(tokens.answered::<Json>(question, Some(ANN)), Some(Err(Error::TokenForeign)));
        assert_eq!(tokens.token(), None);
    }

    #[test]
    fn an_answer_after_the_user_left_is_ignored() {
        let mut tokens = with_provider();
        tokens.need();
        let question = tokens.wanted().expect("asked");
        tokens.forget();
        assert_eq!(tokens.answered::<Json>(question, Some(ANN)), None);
        assert_eq!(tokens.need(), Access::Refused(Error::NotConnected));
        tokens.start::<Json>(TokenSource::Provider, "ann").expect("a provider needs no check");
        tokens.need();
        assert_eq!(tokens.answered::<Json>(question, Some(ANN)), None, "the old question stays old");
    }

    #[test]
    fn the_anonymous_user_has_no_token_and_needs_none() {
        let mut tokens = Tokens::default();
        tokens.start::<Json>(TokenSource::Anonymous, "any").expect("no token");
        assert_eq!((tokens.need(), tokens.token(), tokens.is_anonymous()), (Access::Ready, None, true));
    }
}
