//! Owns the entries of the list of hosts that previews may be fetched from. Does not ask anybody.
use std::fmt;
use std::net::IpAddr;
use std::str::FromStr;

use url::{Host, Url};

use super::address::is_public;

/// A host that may be asked, as given on the command line.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct LinkHost {
    host: Host,
    /// Exactly this one. Without: the port that goes with the scheme.
    port: Option<u16>,
}

impl LinkHost {
    /// Whether an address lies on this host.
    pub fn admits(&self, url: &Url) -> bool {
        let same_port = match self.port {
            Some(port) => url.port_or_known_default() == Some(port),
            None => url.port().is_none(),
        };
        same_port && url.host().is_some_and(|host| host.to_owned() == self.host)
    }

    /// Whether this is the machine itself by its name, which may have local addresses only.
    pub fn is_localhost(&self) -> bool {
        matches!(&self.host, Host::Domain(name) if name == "localhost")
    }
}

/// Why an entry cannot be used.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Unusable {
    /// It has another form than `HOST[:PORT]`.
    Form,
    /// It would open all of a machine that is not on the internet.
    Port,
}

impl fmt::Display for Unusable {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Unusable::Form => "expected HOST or HOST:PORT, for example example.org or 127.0.0.1:8080",
            Unusable::Port => "localhost and addresses that are not public need a port, for example localhost:8080",
        })
    }
}

impl std::error::Error for Unusable {}

impl FromStr for LinkHost {
    type Err = Unusable;

    fn from_str(text: &str) -> Result<Self, Unusable> {
        // The colons of an IPv6 address stand in brackets.
        let (host, port) = match text.rsplit_once(':') {
            Some((host, port)) if !port.ends_with(']') => (host, Some(port.parse().map_err(|_| Unusable::Form)?)),
            _ => (text, None),
        };
        // A pattern would match nothing; better to say so.
        let host = Host::parse(host).ok().filter(|_| !host.contains('*')).ok_or(Unusable::Form)?;
        let private = match &host {
            Host::Domain(name) => name == "localhost",
            Host::Ipv4(address) => !is_public(IpAddr::V4(*address)),
            Host::Ipv6(address) => !is_public(IpAddr::V6(*address)),
        };
        match (private, port) {
            (true, None) => Err(Unusable::Port),
            _ => Ok(LinkHost { host, port }),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn admits(entry: &str, url: &str) -> bool {
        entry.parse::<LinkHost>().unwrap().admits(&Url::parse(url).unwrap())
    }

    #[test]
    fn an_entry_admits_its_host_and_port_and_nothing_else() {
        for url in ["http://example.org/a", "https://EXAMPLE.org", "https://example.org:443/", "http://example.org:80/"]
        {
            assert!(admits("Example.org", url), "{url}");
        }
        for url in [
            "http://example.org:8080/",
            "https://example.org:80/",
            "http://www.example.org/",
            "http://example.org.evil.test/",
            "http://example.org./",
            "http://example.org@evil.test/",
        ] {
            assert!(!admits("example.org", url), "{url}");
        }
        assert!(admits("127.0.0.1:8080", "http://127.0.0.1:8080/x") && admits("127.0.0.1:8080", "http://0x7f.1:8080/"));
        assert!(!admits("127.0.0.1:8080", "http://127.0.0.1/") && !admits("127.0.0.1:8080", "http://127.0.0.2:8080/"));
        assert!(admits("[::1]:8080", "http://[::1]:8080/") && admits("localhost:80", "http://localhost/"));
        assert!(!admits("localhost:8080", "http://127.0.0.1:8080/"));
    }

    #[test]
    fn an_entry_that_is_too_wide_or_no_host_is_refused() {
        for text in ["localhost", "127.0.0.1", "10.1.2.3", "[::1]", "169.254.169.254"] {
            assert_eq!(text.parse::<LinkHost>(), Err(Unusable::Port), "{text}");
        }
        for text in ["", "http://example.org", "example.org/", "a b", "example.org:x", "example.org:70000", "*"] {
            assert_eq!(text.parse::<LinkHost>(), Err(Unusable::Form), "{text}");
        }
    }
}
