//! The address of a repository, as git may be given it.
//!
//! git reads more than addresses where one is expected: options (`-u…`, `--upload-pack=…`), commands (`ext::…`) and
//! the short form of ssh. None of these is an [`Address`].

use std::fmt;

/// How a repository is reached.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) enum Protocol {
    /// The web, encrypted.
    Https,
    /// A login elsewhere, with the keys of whoever runs gen.
    Ssh,
    /// A folder of this machine.
    File,
}

impl Protocol {
    /// Its name, as git and addresses spell it.
    pub(crate) fn id(self) -> &'static str {
        match self {
            Protocol::Https => "https",
            Protocol::Ssh => "ssh",
            Protocol::File => "file",
        }
    }
}

/// A checked address.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Address {
    text: String,
    /// How it is reached.
    pub(crate) protocol: Protocol,
}

impl Address {
    /// Checks an address: a known protocol, a host or an absolute path, no credentials.
    ///
    /// # Errors
    /// What is wrong, and what to write instead.
    pub(crate) fn parse(text: &str) -> Result<Address, (&'static str, &'static str)> {
        let split = text.split_once("://");
        let Some((scheme, rest)) = split.filter(|_| !text.starts_with('-') && !text.contains("::")) else {
            return Err(("not the address of a repository", "start it with https://"));
        };
        if text.chars().any(|c| c.is_whitespace() || c.is_control()) {
            return Err(("an address has no spaces in it", "write a space as %20"));
        }
        let protocol = match scheme {
            "https" => Protocol::Https,
            "ssh" => Protocol::Ssh,
            "file" => Protocol::File,
            _ => {
                return Err((
                    "repositories are not fetched over this protocol",
                    "start the address with https://",
                ));
            }
        };
        let host = rest.split('/').next().unwrap_or_default();
        if protocol == Protocol::Https && host.contains('@') {
            return Err((
                "a name or token does not belong into an address: it would be published",
                "clone a private repository yourself and give its folder as `path`",
            ));
        }
        if (protocol == Protocol::File) != host.is_empty() || host.starts_with('-') {
            return Err((
                "the address names no host",
                "write https://host/owner/name, or file:///folder",
            ));
        }
        Ok(Address {
            text: text.to_owned(),
            protocol,
        })
    }

    /// The address as it is written.
    pub(crate) fn as_str(&self) -> &str {
        &self.text
    }
}

impl fmt::Display for Address {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.text)
    }
}

#[cfg(test)]
mod tests {
    use super::{Address, Protocol};

    #[test]
    fn what_git_would_run_is_no_address() {
        let refused = [
            "-uhttps://e.org/x",
            "--upload-pack=touch x",
            "-u./x://e.org",
            "ext::sh -c touch% x",
            "fd::17",
            "https::https://e.org/x",
            "git@e.org:x/y",
            "../up",
            "/srv/up",
            "http://e.org/x",
            "git://e.org/x",
            "ftp://e.org/x",
            "https://",
            "https:///x",
            "https://user:token@e.org/x",
            "ssh://-oProxyCommand=touch/x",
            "file://host/x",
            "https://e.org/x y",
            "https://e.org/x\nurl = ext",
            "",
        ];
        for text in refused {
            assert!(Address::parse(text).is_err(), "{text}");
        }
        for (text, protocol) in [
            ("https://e.org/x/y.git", Protocol::Https),
            ("ssh://git@e.org/x", Protocol::Ssh),
            ("file:///srv/x", Protocol::File),
        ] {
            assert_eq!(Address::parse(text).map(|it| it.protocol), Ok(protocol));
        }
    }
}
